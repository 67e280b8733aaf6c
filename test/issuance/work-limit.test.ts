import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { after, describe, it } from 'node:test';
import { withinLimit, workLimitMs } from '../../core/issuance/pass/work-limit.js';
import { isFailure } from '../../core/sdk/failure.js';
import { createRehearsal } from './rehearsal.js';
import { summary } from './world.js';

const where = () => 'records';
const never = new AbortController().signal;

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

describe('the limit of a certificate’s work', () => {
  // What is waited for here has nothing that would keep the process.
  const alive = setInterval(() => {}, 1000);
  after(() => clearInterval(alive));

  it('lets pass what ends in time, well or not', async () => {
    assert.equal(await withinLimit({ signal: never, limitMs: 60_000, where }, async () => 1), 1);
    const failing = () => Promise.reject(new Error('own'));
    await assert.rejects(withinLimit({ signal: never, limitMs: 60_000, where }, failing), /own/);
    const late = async (signal: AbortSignal) =>
      untilAborted(signal).catch(() => Promise.reject(new Error('what it failed of when it was told to stop')));
    await assert.rejects(withinLimit({ signal: never, limitMs: 1, where }, late), /it stood at: records/);
    assert.equal(getEventListeners(never, 'abort').length, 0, 'nothing stays with what lives longer');
  });

  it('stops the work, says where it stood, and lets it undo', async () => {
    let undone = false;
    const work = async (signal: AbortSignal) => {
      try {
        await untilAborted(signal);
      } finally {
        undone = true;
      }
    };
    await assert.rejects(withinLimit({ signal: never, limitMs: 5, where }, work), (error) => {
      return isFailure(error, 'TIMEOUT') && error.message.includes('it stood at: records') && error.retryable;
    });
    assert.equal(undone, true);
  });

  it('leaves alone what does not stop', async () => {
    const stuck = () => new Promise<never>(() => {});
    await assert.rejects(withinLimit({ signal: never, limitMs: 1, undoMs: 1, where }, stuck), /it stood at: records/);
  });

  it('gives what was told to stop a minute to undo what it did', async (test) => {
    test.mock.timers.enable({ apis: ['setTimeout'] });
    let ended: unknown;
    const limited = withinLimit({ signal: never, limitMs: 90_000, where }, () => new Promise<never>(() => {}));
    limited.catch((error: unknown) => {
      ended = error;
    });
    for (const [ms, isOver] of [
      [90_000, false],
      [59_999, false],
      [1, true],
    ] as const) {
      test.mock.timers.tick(ms);
      await new Promise((resolve) => setImmediate(resolve));
      assert.equal(isFailure(ended, 'TIMEOUT'), isOver, `${ms}`);
    }
    assert.match((ended as Error).message, /within 1\.5 minutes/);
  });

  it('is three quarters of an hour, where a test does not make it shorter', () => {
    assert.equal(workLimitMs({}), 45 * 60_000);
    assert.equal(workLimitMs({ LETSENCRYPT_DNS_TEST_WORK_LIMIT: '8000' }), 8000);
  });

  it('is told apart from a stop of the program', async () => {
    const stop = AbortSignal.abort(new Error('stopped by SIGTERM'));
    await assert.rejects(withinLimit({ signal: stop, limitMs: 60_000, where }, untilStopped), /stopped by SIGTERM/);
  });

  it('makes an endless API the trouble of its own certificate, with its step', async () => {
    await using world = await createRehearsal({
      domains: 'www.example.com',
      env: { LETSENCRYPT_DNS_TEST_WORK_LIMIT: '8000' },
    });
    let writes = 0;
    world.provider.fault = (method) => {
      if (method === 'PATCH') writes += 1;
      // What is undone afterwards is answered: it has a limit of its own, which would be waited for.
      return method === 'PATCH' && writes === 1 ? { hang: true } : undefined;
    };
    const result = await world.pass();
    assert.deepEqual(summary(result), ['create www.example.com TIMEOUT']);
    assert.match(result.outcomes[0]?.failure?.message ?? '', /it stood at: records/);
  });
});

async function untilStopped(signal: AbortSignal): Promise<never> {
  signal.throwIfAborted();
  return untilAborted(signal);
}
