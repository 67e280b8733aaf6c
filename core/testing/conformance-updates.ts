import assert from 'node:assert/strict';
import { describeFailure, isFailure } from '../sdk/failure.js';
import { runUnlessExcepted } from './conformance-failures.js';
import type { FakeRecord } from './fake-api.js';
import { openSubject, type Subject } from './subject.js';
import { challenge, others, sorted, ttl } from './zone-contents.js';

/** Other people's, and one beside what is changed. */
const theirs: readonly FakeRecord[] = [...others, { ...challenge, content: 'two', ttl }];

const before: FakeRecord = { ...challenge, content: 'value-before', ttl };

/** What becomes of it. */
const updates: Readonly<Record<string, FakeRecord>> = {
  'another value': { ...challenge, content: 'value-after', ttl },
  'another TTL': { ...before, ttl: 7200 },
  'another name': { ...before, name: 'elsewhere' },
  'another type': { type: 'A', name: '_acme-challenge', content: '192.0.2.9', ttl },
};

/** More writes than any update needs. */
const mostWrites = 9;

/** What every provider must do where a part of an update fails. */
export function describeFailedUpdates(subject: Subject): void {
  const isRead = subject.isRead ?? (({ method }) => method === 'GET');

  /** Does an update of which these writes are refused, counted from 1. Gives how many there were. */
  async function refuse(what: string, isRefused: (nth: number) => boolean, mayTell = false): Promise<number> {
    const after = updates[what] ?? before;
    const { fake, service, manifest, interfere } = await openSubject(subject);
    if (!manifest.capabilities.types.includes(after.type)) return 0;
    for (const record of [...theirs, before]) fake.add(record);
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
    const rest = left.filter((line) => !kept.includes(line));
    assert.deepEqual(rest, sorted(theirs), `${what}: ${told}`);
    return writes;
  }

  runUnlessExcepted(subject)('loses no record where a part of an update is refused', async () => {
    for (const what of Object.keys(updates)) {
      const writes = await refuse(what, () => false);
      assert.ok(writes <= mostWrites, `${what} takes ${writes} writes`);
      for (let first = 1; first <= writes; first += 1) {
        await refuse(what, (nth) => nth === first);
        // What was removed can then not be put back either: it must be told.
        if (first < writes) await refuse(what, (nth) => nth >= first, true);
      }
    }
  });
}
