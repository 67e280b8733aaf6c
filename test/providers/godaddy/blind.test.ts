import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { jsonAnswer } from '../../../core/testing/fake-api.js';
import { recordLine } from '../../../core/testing/record-line.js';
import { openSubject } from '../../../core/testing/subject.js';
import { createFakeGodaddy } from './fake.js';

const subject = { provider: 'godaddy', options: { key: 'key', secret: 'secret' }, createFake: createFakeGodaddy };
const record = (line: string) => ({ ttl: 600, ...recordLine(line) });

async function open(isBlind: boolean) {
  const { fake, service, interfere } = await openSubject(subject);
  interfere(({ method, url }) =>
    isBlind && method === 'GET' && url.pathname.includes('/records')
      ? jsonAnswer({ code: 'ACCESS_DENIED', message: 'no right to read' }, 403)
      : undefined,
  );
  const left = () => fake.records().map(({ type, name, content }) => `${name} ${type} ${content}`);
  return { fake, service, left };
}

/** What is done in turn, and what is there then. */
const steps: readonly (readonly [does: 'create' | 'remove', lines: readonly string[], left: readonly string[]])[] = [
  ['create', ['e TXT one', 'e TXT two', 'f TXT one'], ['e TXT one', 'e TXT two', 'f TXT one']],
  ['create', ['e TXT three'], ['e TXT one', 'e TXT two', 'f TXT one', 'e TXT three']],
  ['create', ['e TXT three'], ['e TXT one', 'e TXT two', 'f TXT one', 'e TXT three']],
  ['remove', ['e TXT one'], ['f TXT one', 'e TXT two', 'e TXT three']],
  ['remove', ['e TXT two', 'e TXT three', 'f TXT one'], []],
  ['create', ['e TXT one'], ['e TXT one']],
  ['remove', ['e TXT one'], []],
];

describe('version 1 of godaddy', () => {
  it('puts and takes what is its own where it may not read', async () => {
    const { service, left } = await open(true);
    // What was written is remembered as long as the process lasts.
    const own = (line: string) => `${id}${line}`;
    const id = randomUUID();
    for (const [does, lines, wanted] of steps) {
      const records = lines.map((line) => record(own(line)));
      await (does === 'create' ? service.createAll(records) : service.removeAll(records));
      assert.deepEqual(left(), wanted.map(own), `${does} ${lines}`);
    }
  });

  it('takes nothing that it neither sees nor knows, but proofs of its own', async () => {
    const { fake, service, left } = await open(true);
    const g = `g${randomUUID()}`;
    for (const line of [`${g} TXT theirs`, `_acme-challenge.${g} TXT old`]) fake.add(record(line));
    await service.create(record(`${g} TXT ours`));
    const refused = (error: unknown) => isFailure(error, 'AUTHENTICATION');
    await assert.rejects(service.removeAll([record(`${g} TXT theirs`)]), refused);
    await assert.rejects(service.removeAll([`${g} TXT ours`, `${g} TXT theirs`].map(record)), refused);
    assert.deepEqual(left(), [`${g} TXT theirs`, `_acme-challenge.${g} TXT old`, `${g} TXT ours`]);
    await service.removeAll([record(`_acme-challenge.${g} TXT old`)]);
    assert.deepEqual(left(), [`${g} TXT theirs`, `${g} TXT ours`]);
  });

  it('changes one name at a time where it cannot see all at once', async () => {
    for (const count of [498, 500]) {
      const { fake, service, left } = await open(false);
      const many = Array.from({ length: count - 2 }, (_, index) => `n${index} TXT x`);
      for (const line of ['a TXT one', 'a TXT two', ...many]) fake.add(record(line));
      const [first, second] = await service.list({ type: 'TXT', name: 'a' });
      await service.remove(first?.id, {});
      assert.deepEqual(left().sort(), ['a TXT two', ...many].sort());
      await service.update(second?.id, record('b TXT three'));
      assert.deepEqual(left().sort(), ['b TXT three', ...many].sort());
      await service.remove('TXT/gone/eA', {});
      const [moved] = await service.list({ type: 'TXT', name: 'b' });
      await service.remove(moved?.id, {});
      assert.deepEqual(left().sort(), [...many].sort());
    }
  });
});
