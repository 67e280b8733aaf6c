import assert from 'node:assert/strict';
import { it } from 'node:test';
import { summarizePass } from '../../core/issuance/pass/pass-summary.js';
import { certificate, lineage, now, state } from './fixtures.js';
import { createScripted } from './scripted.js';

it('a summary of a pass tells of each certificate what is there, what failed and what it owes', async () => {
  const { context, store, memory } = createScripted();
  const [good, held] = [
    lineage('a.example.com'),
    lineage('held.example.com', { domains: ['held.example.com', 'x.org'] }),
  ];
  Object.assign(store, { lineages: async () => [good, held] });
  const lastFailure = { at: now - 1, step: 'order', code: 'SERVER', message: 'ill of s3cret', hint: 'ask s3cret' };
  await memory.update('b.example.com', () => ({ lastFailure, backOff: { failures: 4, notBefore: 0 } }) as never);
  await memory.update('c.example.com', () => ({ lastFailure }) as never);
  await memory.update('a.example.com', () => ({ lastSuccessAt: 5 }) as never);
  await store.journal.add({ kind: 'owed-step', certificate: 'a.example.com', version: 1, plugin: 'pfx' });
  const names = ['a', 'b', 'c'].map((letter) => `${letter}.example.com`);
  const asked = state(
    names.map((name) => certificate(name)),
    { held: ['held.example.com', 'new.example.com'] },
  );

  const { at, certificates } = await summarizePass(context, asked, (text) => text.replaceAll('s3cret', '…'));
  assert.equal(at, now);
  const nothing = { notBefore: undefined, notAfter: undefined, failure: undefined, owedSteps: [] };
  const failure = { code: 'SERVER', message: 'ill of …', hint: 'ask …', at: new Date(now - 1), step: 'order' };
  const { notBefore, notAfter } = good.certificate;
  assert.deepEqual(certificates, [
    { ...nothing, name: names[0], domains: [names[0]], notBefore, notAfter, owedSteps: ['pfx'] },
    { ...nothing, name: names[1], domains: [names[1]], failure: { ...failure, inARow: 4 } },
    { ...nothing, name: names[2], domains: [names[2]], failure: { ...failure, inARow: 1 } },
    { ...nothing, name: 'held.example.com', domains: ['held.example.com', 'x.org'], notBefore, notAfter },
    { ...nothing, name: 'new.example.com', domains: [] },
  ]);
});
