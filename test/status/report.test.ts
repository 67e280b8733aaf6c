import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Failure } from '../../core/sdk/failure.js';
import { hangingMs } from '../../core/status/pass-running.js';
import { createReporter } from '../../core/status/report.js';
import type { SharedStore } from '../../core/store/shared-store.js';
import { certificate, lineage, minute, now, state } from '../issuance/fixtures.js';
import { createPasses } from '../issuance/scripted-pass.js';

const away = new Failure('STORE', 'the disk is away');

/** A report over a store in memory, which counts how often it is looked at. */
function createWorld(present = lineage('a.example.com')) {
  const { scene, store, services, memory, told } = createPasses([present]);
  const reporter = createReporter(
    services,
    () => state([certificate('a.example.com')]),
    (text) => text.replaceAll('secret', '***'),
  );
  const looks = () => told.filter((line) => line.startsWith('look')).length;
  return { scene, store, memory, reporter, looks };
}

describe('what the pages show', () => {
  it('is read once in two seconds, whichever way the clock goes, and anew where something has happened', async () => {
    const { scene, reporter, looks } = createWorld();
    for (const [at, expected] of [
      [now, 1],
      [now + 1999, 1],
      [now - 1999, 1],
      [now - 2000, 2],
      [now, 3],
    ] as const) {
      scene.now = at;
      await reporter.read();
      assert.equal(looks(), expected, `${at - now}`);
    }
    reporter.forget();
    await reporter.read();
    assert.equal(looks(), 4);
  });

  it('is asked for again after a failure, but not where somebody did so meanwhile', async () => {
    const { store, reporter, looks } = createWorld();
    const { lineages } = store;
    Object.assign(store, { lineages: () => Promise.reject(away) });
    await assert.rejects(reporter.read(), { message: /away/ });
    let fail = (_error: Error) => {};
    Object.assign(store, {
      lineages: () =>
        new Promise((_, reject) => {
          fail = reject;
        }),
    });
    const late = reporter.read();
    reporter.forget();
    Object.assign(store, { lineages });
    await reporter.read();
    fail(away);
    await assert.rejects(late, { message: /away/ });
    await reporter.read();
    assert.equal(looks(), 1, 'what was read meanwhile is still good');
  });

  it('has no secret in it', async () => {
    const health = { broken: 'secret.pem is missing' } as never;
    const { memory, reporter } = createWorld({ ...lineage('a.example.com'), health });
    const lastFailure = { at: now, step: 'records', code: 'API', message: 'a secret', hint: 'no secret' };
    await memory.update('a.example.com', () => ({ lastFailure }));
    const { certificates } = await reporter.read();
    const { lastError, next } = certificates[0] ?? {};
    assert.match(next?.why ?? '', /\*\*\*\.pem is missing/);
    assert.deepEqual([lastError?.step, lastError?.message, lastError?.hint], ['records', 'a ***', 'no ***']);
    assert.deepEqual(lastError?.at, new Date(now));
  });

  it('is what was read last while a shared store is away, and an alarm once that lasts too long', async () => {
    const { scene, store, reporter } = createWorld();
    let isAway = false;
    const orAway = async () => (isAway ? Promise.reject(away) : []);
    const shared = { place: 'db', leader: async () => undefined, glance: orAway } as unknown as SharedStore;
    Object.assign(store, { shared });
    async function read(at: number) {
      scene.now = at;
      reporter.forget();
      const { at: of, certificates, health, store: found } = await reporter.read();
      const reasons = health.problems.map(({ reason }) => reason);
      return [of - now, certificates.length, health.healthy, reasons.join(), found?.away !== undefined];
    }
    const since = (at: number) => `the shared store has been out of reach since ${new Date(at).toISOString()}`;
    assert.deepEqual(await read(now), [0, 1, true, '', false]);
    isAway = true;
    assert.deepEqual(await read(now + 1), [1, 1, true, '', true]);
    assert.deepEqual(await read(now + 1 + hangingMs), [hangingMs + 1, 1, true, '', true]);
    assert.deepEqual(await read(now + 2 + hangingMs), [hangingMs + 2, 1, false, since(now + 1), true]);
    isAway = false;
    assert.deepEqual(await read(now + 3 + hangingMs), [hangingMs + 3, 1, true, '', false]);
    isAway = true;
    const again = now + minute + hangingMs;
    await read(again);
    assert.deepEqual((await read(again + 1 + hangingMs))[3], since(again));
    await store.publication.state.write('stand-still', { at: again + 1 + hangingMs, where: 'at records' });
    assert.equal(
      (await read(again + 1 + hangingMs))[3],
      `${since(again)},a pass makes no progress, at records`,
      'both are told',
    );
  });
});
