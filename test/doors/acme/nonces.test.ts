import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import { createDoorNonces } from '../../../core/doors/acme/nonces.js';
import type { SharedStore } from '../../../core/store/shared-store.js';
import type { CertificateStore } from '../../../core/store/store.js';
import { emptyMemory, openMemoryStore } from '../../store/memory-store.js';

const stamp = (text: string): Buffer => createHmac('sha256', 'a key').update(text).digest();
const shared = { stamp, isStamped: (text, given) => stamp(text).equals(given) } as SharedStore;
const hourMs = 3_600_000;

/** Nonces of one holder after another over one store. */
function holders() {
  const data = emptyMemory();
  const time = { now: Date.parse('2030-01-01T00:00:00Z') };
  const store = (): Pick<CertificateStore, 'facts' | 'shared'> => ({ facts: openMemoryStore(data).facts, shared });
  return { data, time, begin: () => createDoorNonces(store(), () => time.now) };
}

const isBadNonce = (error: unknown) => /nonce is unknown or has been used/.test(String(error));

describe('nonces of several instances', () => {
  it('are good once, at the next holder as well, for a call that it takes over among them', async () => {
    const { begin } = holders();
    const [first, next] = [begin(), begin()];
    const nonce = first.issue();
    assert.ok(next.use(nonce));
    await first.spend(nonce, 'one');
    await next.spend(nonce, 'one');
    await assert.rejects(next.spend(nonce, 'two'), isBadNonce);
    await assert.rejects(first.spend(nonce, 'two'), isBadNonce);
  });

  it('are taken from nobody else, changed or made up', () => {
    const { begin } = holders();
    const nonces = begin();
    const nonce = nonces.issue();
    const bytes = Buffer.from(nonce, 'base64url');
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      assert.equal(nonces.use(changed.toString('base64url')), false, `byte ${index}`);
    }
    for (const made of ['', 'x', nonce.slice(1), `${nonce}AA`, nonce.repeat(4), bytes.toString('hex')])
      assert.equal(nonces.use(made), false, made);
  });

  it('age, and are forgotten when nobody takes them any more, whatever the clocks of hosts say', async () => {
    const { begin, data, time } = holders();
    const nonces = begin();
    const nonce = nonces.issue();
    await nonces.spend(nonce, 'one');
    for (const [ms, isGood] of [
      [-10 * 60_000, true],
      [5 * hourMs, true],
      [6.3 * hourMs, false],
      [-hourMs, false],
    ] as const) {
      time.now += ms;
      assert.equal(nonces.use(nonce), isGood, `${ms}`);
      await nonces.sweep();
      assert.equal(data.facts.get('door-nonces')?.size, 1, `${ms}`);
      time.now -= ms;
    }
    time.now += 8 * hourMs;
    await nonces.sweep();
    assert.equal(data.facts.get('door-nonces')?.size, 0);
  });
});
