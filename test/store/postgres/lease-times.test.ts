import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { describe, it, type TestContext } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { Failure, isFailure } from '../../../core/sdk/failure.js';
import { type Logger, silentLogger } from '../../../core/sdk/logger.js';
import { createLeases } from '../../../core/store/postgres/leases.js';
import { scriptedSession } from './scripted.js';

const times = { ttl: 15_000, renew: 4000, margin: 2000 };

/** A lease whose time goes by as the test says. */
function open(context: TestContext) {
  let now = 50_000;
  context.mock.method(performance, 'now', () => now);
  context.mock.timers.enable({ apis: ['setInterval'] });
  const said: (readonly unknown[])[] = [];
  const told: string[] = [];
  const answers: { renewal: () => readonly object[] } = { renewal: () => [{}] };
  const { session } = scriptedSession((sql, values) => {
    said.push([sql.split(' ')[0], ...values]);
    if (sql.startsWith('INSERT')) return [{ number: 3 }];
    return sql.includes('RETURNING 1') ? (answers.renewal() as []) : [];
  });
  const note = (fields: object, text: string) => void told.push(`${(fields as { event: string }).event}: ${text}`);
  const log: Logger = { ...silentLogger, warn: note, error: note };
  const leases = createLeases(session, log, async () => {}, times);
  return {
    leases,
    said,
    told,
    answers,
    renewals: () => said.filter(([word]) => word === 'UPDATE').length,
    /** Lets time go by, and what it brings about be done. */
    async pass(ms: number, tick = 500): Promise<void> {
      now += ms;
      context.mock.timers.tick(tick);
      for (let index = 0; index < 5; index += 1) await turn();
    },
  };
}

describe('a lease whose time goes by', () => {
  it('is renewed once in four seconds, for as long as that goes well', async (context) => {
    const { leases, said, told, renewals, pass } = open(context);
    const { lease, fence } = await leases.take('directory', { command: 'sync' });
    const [insert] = said;
    assert.deepEqual(insert, ['INSERT', 'directory', fence.token, 'sync', hostname(), process.pid, 15_000]);
    await pass(3999);
    assert.equal(renewals(), 0);
    await pass(1, 499);
    assert.equal(renewals(), 0, 'looked for eight times within that');
    await pass(0, 1);
    assert.deepEqual(said[1], ['UPDATE', 'directory', '3', fence.token, 15_000]);
    await pass(3999);
    assert.equal(renewals(), 1, 'counted from when it was asked');
    for (let index = 0; index < 5; index += 1) await pass(4000);
    assert.equal(renewals(), 6);
    assert.deepEqual([told, lease.lost.aborted], [[], false]);
    await lease.release();
    await pass(4000);
    assert.equal(renewals(), 7, 'the last is its release');
  });

  it('is given up two seconds before it ends where it cannot be renewed, which is said once', async (context) => {
    const { leases, told, answers, renewals, pass } = open(context);
    const { lease } = await leases.take('directory', { command: 'sync' });
    answers.renewal = () => {
      throw new Failure('STORE', 'away');
    };
    for (const ms of [4000, 500, 500]) await pass(ms);
    assert.equal(renewals(), 3, 'tried again at each look');
    const unrenewed = 'lease.unrenewed: the lease cannot be renewed: it is tried again until shortly before it ends';
    assert.deepEqual(told, [unrenewed]);
    answers.renewal = () => [{}];
    await pass(500);
    answers.renewal = () => {
      throw new Failure('STORE', 'away');
    };
    await pass(4000);
    assert.deepEqual(told, [unrenewed, unrenewed], 'again after it had gone well');
    await pass(13_000 - 4000 - 1);
    assert.equal(lease.lost.aborted, false);
    await pass(1);
    assert.ok(isFailure(lease.lost.reason, 'LOCKED') && /could not be renewed in time/.test(lease.lost.reason.message));
    assert.match(told[2] ?? '', /^lease\.lost: the lease of directory is lost/);
    const before = renewals();
    await pass(4000);
    assert.equal(renewals(), before);
    assert.equal(told.length, 3);
    await lease.release();
  });

  it('is lost where the database says that somebody else has it', async (context) => {
    const { leases, told, answers, pass } = open(context);
    const { lease } = await leases.take('doors', { command: 'sync' });
    answers.renewal = () => [];
    await pass(4000);
    assert.ok(isFailure(lease.lost.reason, 'LOCKED') && /another instance has it/.test(lease.lost.reason.message));
    assert.equal(told.length, 1);
  });

  it('is asked for one renewal at a time', async (context) => {
    const { leases, renewals, pass, answers } = open(context);
    const { lease } = await leases.take('doors', { command: 'sync' });
    let isSlow = true;
    answers.renewal = () => {
      if (isSlow) context.mock.timers.tick(500);
      isSlow = false;
      return [{}];
    };
    await pass(4000);
    assert.equal(renewals(), 1);
    await lease.release();
  });
});
