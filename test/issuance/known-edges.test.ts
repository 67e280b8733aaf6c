import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type KnownRecord, parseKnownRecord } from '../../core/issuance/known/known-record.js';
import { rememberKnown } from '../../core/issuance/known/remember-known.js';
import type { PassRequest } from '../../core/issuance/pass/run-pass.js';
import { keepFingerprint } from '../../core/issuance/plan/configuration-fingerprint.js';
import { Failure } from '../../core/sdk/failure.js';
import { certificate, day, hour, lineage, now, state } from './fixtures.js';
import { create } from './scripted.js';
import { createPasses } from './scripted-pass.js';

/** CAs are not asked about what has no id at theirs. */
function present(name: string, more: Parameters<typeof lineage>[1] = {}) {
  const made = lineage(name, more);
  return { ...made, certificate: { ...made.certificate, ariId: undefined } };
}

const namesOf = (count: number) => Array.from({ length: count }, (_, index) => `n${index}.example.com`);
const stateOf = (names: readonly string[]) => state(names.map((name) => certificate(name)));

/** What a pass over these leaves behind. */
async function leftBy(
  lineages: Parameters<typeof createPasses>[0],
  at = now,
  request: Partial<PassRequest> = {},
  silentSince?: number,
): Promise<KnownRecord | undefined> {
  const passes = createPasses(lineages, { now: at });
  if (silentSince !== undefined)
    await passes.store.state.write('servers-without-renewal-information', { 'https://x.example/': silentSince });
  await passes.pass(stateOf(lineages.map(({ name }) => name)), request);
  return passes.store.publication.state.read('known', parseKnownRecord);
}

describe('what a pass leaves behind', () => {
  it('is good for a day, and less where something is due before, asked before, or shown at starts', async () => {
    const [a] = namesOf(1);
    const table: readonly [
      at: number,
      ageDays: number,
      isStart: boolean,
      silentSince: number | undefined,
      until: number,
    ][] = [
      [now + 5 * hour, 1, false, undefined, now + 5 * hour + day],
      [now + 5 * hour, 1, true, undefined, now + day],
      [now + 5 * hour, 59.5, false, undefined, now + day / 2],
      [now + 5 * hour, 1, false, now - 12 * hour, now + 12 * hour],
    ];
    for (const [at, ageDays, isStart, silentSince, until] of table) {
      const kept = await leftBy([present(a ?? '', { ageDays })], at, { isStart }, silentSince);
      assert.deepEqual([kept?.madeAt, (kept?.until ?? 0) - now], [at, until - now]);
    }
  });

  it('of many is good for a day, with an index of when each is due and the first sixty-four of them', async () => {
    const lineages = namesOf(66).map((name, index) => present(name, { ageDays: index === 65 ? 59 : 1 + index / 100 }));
    const kept = await leftBy(lineages);
    assert.deepEqual([kept?.index, (kept?.until ?? 0) - now, kept?.count], ['1', day, 66]);
    const moments = kept?.renewals.map(({ at }) => at) ?? [];
    assert.deepEqual([moments.length, moments[0]], [64, now + day]);
    assert.deepEqual(
      moments,
      [...moments].sort((left, right) => left - right),
    );
    const few = await leftBy(namesOf(63).map((name) => present(name)));
    assert.equal(few?.index, undefined);
  });

  it('names the CAs and accounts also of those that are due still, and of those that wait', async () => {
    const names = namesOf(64);
    const [due = '', waiting = ''] = names;
    const there = (name: string) => present(name, { server: `ca of ${name}`, accountId: `account of ${name}` });
    const passes = createPasses([]);
    await keepFingerprint(passes.store.state);
    const asked = stateOf(names);
    const issue = create(certificate(due), { kind: 'renew', lineage: there(due) });
    const pending = create(certificate(waiting), { kind: 'renew', lineage: there(waiting) });
    const wait = { kind: 'wait', name: waiting, reason: 'x', until: now + hour, pending } as const;
    const waits = names.slice(2).map((name) => ({ ...wait, name, pending: undefined }));
    await rememberKnown(
      passes.services,
      { state: asked, signal: new AbortController().signal },
      {
        ...{ known: undefined, state: asked, lineages: [], actions: [issue, wait, ...waits], outcomes: [] },
        report: { steps: [], faults: [] },
      },
    );
    const kept = await passes.store.publication.state.read('known', parseKnownRecord);
    assert.deepEqual(kept?.servers, [`ca of ${due}`, `ca of ${waiting}`]);
    assert.deepEqual(kept?.accounts, [`account of ${due}`, `account of ${waiting}`]);
  });

  it('is nothing that would be over at once, as where a CA could not be asked', async () => {
    assert.equal(await leftBy([lineage('a.example.com')]), undefined);
  });

  it('is nothing where the store refuses it, and a mistake of ours is none of those', async () => {
    for (const [failure, code] of [
      [new Failure('STORE', 'full'), undefined],
      [new Failure('INTERNAL', 'broken'), 'INTERNAL'],
      [new Failure('STORE', 'stopped'), 'STORE'],
    ] as const) {
      const stop = new AbortController();
      const passes = createPasses([present('a.example.com')]);
      await keepFingerprint(passes.store.state);
      const observe = async () => {
        if (failure.message === 'stopped') stop.abort();
        throw failure;
      };
      Object.assign(passes.store, { changes: { observe } });
      const asked = stateOf(['a.example.com']);
      const ended = { known: undefined, state: asked, lineages: [], actions: [], outcomes: [] };
      const remembered = rememberKnown(
        passes.services,
        { state: asked, signal: stop.signal },
        { ...ended, report: { steps: [], faults: [] } },
      );
      if (code === undefined) await remembered;
      else await assert.rejects(remembered, { code });
    }
  });

  it('is nothing where more accounts are in use, or more wait or go by another name, than anybody has', async () => {
    const withAccounts = (count: number) =>
      leftBy(namesOf(count).map((name, index) => ({ ...present(name), accountId: `${index}` })));
    assert.equal((await withAccounts(99))?.accounts.length, 99);
    assert.equal(await withAccounts(100), undefined, 'with their server');
    const broken = { unreadable: 'x' } as never;
    const withWaiting = (count: number) => leftBy(namesOf(count).map((name) => present(name, { health: broken })));
    assert.equal((await withWaiting(1000))?.waiting.length, 1000);
    assert.equal(await withWaiting(1001), undefined);
    const withContinued = async (count: number) => {
      const passes = createPasses([]);
      await keepFingerprint(passes.store.state);
      const asked = state(namesOf(count).map((name) => certificate(name, { continues: `once-${name}` })));
      const ended = { known: undefined, state: asked, lineages: [], actions: [], outcomes: [] };
      const request = { state: asked, signal: new AbortController().signal };
      await rememberKnown(passes.services, request, { ...ended, report: { steps: [], faults: [] } });
      return passes.store.publication.state.read('known', parseKnownRecord);
    };
    assert.equal(Object.keys((await withContinued(1000))?.continued ?? {}).length, 1000);
    assert.equal(await withContinued(1001), undefined);
  });
});
