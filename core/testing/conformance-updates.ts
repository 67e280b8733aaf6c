import assert from 'node:assert/strict';
import { describeFailure, isFailure } from '../sdk/failure.js';
import { runUnlessExcepted } from './conformance-failures.js';
import type { FakeRecord } from './fake-api.js';
import { openSubject, type Subject } from './subject.js';
import { challenge, others, sorted, ttl } from './zone-contents.js';

/** Beside it stands the value `two`. */
const before: FakeRecord = { ...challenge, content: 'value-before', ttl };

/** What becomes of it. */
const updates: Readonly<Record<string, FakeRecord>> = {
  'another value': { ...challenge, content: 'value-after', ttl },
  'another TTL': { ...before, ttl: 7200 },
  'another name': { ...before, name: 'elsewhere' },
  'another type': { type: 'A', name: '_acme-challenge', content: '192.0.2.9', ttl },
  'another name and type': { type: 'A', name: 'elsewhere', content: '192.0.2.9', ttl },
};

/** More writes than any update needs. */
const mostWrites = 9;

/** What every provider must do where a part of an update fails. */
export function describeFailedUpdates(subject: Subject): void {
  const it = runUnlessExcepted(subject);
  const isRead = subject.isRead ?? (({ method }) => method === 'GET');

  /** Does an update of which the writes that are told by their number are refused. Gives how many there were. */
  async function refuse(what: string, isRefused: (nth: number) => boolean, mayTell: boolean): Promise<number> {
    const after = updates[what] ?? before;
    const { fake, service, manifest, interfere } = await openSubject(subject);
    if (!manifest.capabilities.types.includes(after.type)) return 0;
    const theirs = [...others, { ...challenge, content: 'two', ttl }];
    for (const record of others) fake.add(record);
    await service.create(before);
    await service.create({ ...challenge, content: 'two', ttl });
    const [record] = await service.list({ ...challenge, content: before.content });
    let writes = 0;
    interfere((request) => {
      if (isRead(request)) return undefined;
      writes += 1;
      return isRefused(writes) ? { status: 400, headers: {}, body: '' } : undefined;
    });
    const outcome = await service.update(record?.id, after).catch((error: unknown) => error);
    if (outcome !== undefined) assert.ok(isFailure(outcome), String(outcome));
    const told = outcome === undefined ? 'it was taken for done' : describeFailure(outcome);
    const left = sorted(fake.records());
    const kept = sorted([before, after]).filter((line) => left.includes(line));
    const isKept = kept.length > 0 || (mayTell && told.includes(before.content));
    assert.ok(isKept, `${what}: neither the old record nor the new one is there, and ${told}`);
    assert.deepEqual(
      left.filter((line) => !kept.includes(line)),
      sorted(theirs),
      `${what}: ${told}`,
    );
    return writes;
  }

  /** Refuses from the first write on, from the second one, and so on; at last none. */
  async function refuseEach(isRefused: (nth: number, first: number) => boolean, mayTell: boolean): Promise<void> {
    for (const what of Object.keys(updates))
      for (let first = 1, writes = 1; first <= writes + 1; first += 1) {
        writes = await refuse(what, (nth) => isRefused(nth, first), mayTell);
        assert.ok(writes <= mostWrites, `${what} takes ${writes} writes`);
      }
  }

  it('loses no record where a part of an update is refused', () => refuseEach((nth, first) => nth === first, false));

  it('tells of what is gone where the rest of an update is refused', () =>
    refuseEach((nth, first) => nth >= first, true));
}
