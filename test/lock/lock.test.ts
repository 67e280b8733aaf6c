import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { HeartbeatTimes } from '../../core/lock/liveness.js';
import { isFailure } from '../../core/sdk/failure.js';
import { makeConfigDir, openStore } from '../store/volume.js';

const fast: HeartbeatTimes = { heartbeatMs: 5, observeMs: 400 };

interface Holder {
  readonly child: ChildProcess;
  next(): Promise<string>;
}

function startChild(context: TestContext, configDir: string): Holder {
  const path = fileURLToPath(new URL('./lock-child.js', import.meta.url));
  const child = spawn(process.execPath, [path, configDir], { stdio: ['pipe', 'pipe', 'inherit'] });
  context.after(() => child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, next: async () => String((await lines.next()).value) };
}

function lockDirectory(configDir: string): string {
  return join(configDir, 'letsencrypt-dns/lock');
}

/** Changes what the only claim in the directory says, as another host or a hardened container would have written it. */
function forgeClaim(configDir: string, change: (claim: Record<string, unknown>) => Record<string, unknown>): string {
  const directory = lockDirectory(configDir);
  const name = readdirSync(directory).find((each) => each.startsWith('claim-'));
  assert.ok(name);
  const path = join(directory, name);
  writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8')))));
  return path;
}

/** Leaves the lock of a process that was killed. */
async function leaveDeadLock(context: TestContext, configDir: string): Promise<void> {
  const { child, next } = startChild(context, configDir);
  assert.equal(await next(), 'locked');
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('the lock', () => {
  it('names its holder to the next, and is free after a release', async (context) => {
    const configDir = makeConfigDir(context);
    const store = openStore(configDir);
    const lock = await store.lease('directory', { command: 'letsencrypt-dns run' });
    await assert.rejects(store.lease('directory', { command: 'letsencrypt-dns sync' }), (error) => {
      assert.ok(isFailure(error, 'LOCKED'));
      assert.match(error.message, new RegExp(`in use by "letsencrypt-dns run" \\(pid ${process.pid} on .+, since 20`));
      return true;
    });
    const { next } = startChild(context, configDir);
    assert.match(await next(), /^refused: .*"letsencrypt-dns run"/);
    await lock.release();
    await lock.release();
    assert.deepEqual(readdirSync(lockDirectory(configDir)), []);
    await (await store.lease('directory', { command: 'letsencrypt-dns sync' })).release();
  });

  it('of a killed process is taken over at once', async (context) => {
    const configDir = makeConfigDir(context);
    await leaveDeadLock(context, configDir);
    const lock = await openStore(configDir).lease('directory', { command: 'letsencrypt-dns run' });
    assert.equal(readdirSync(lockDirectory(configDir)).filter((name) => name.startsWith('claim-')).length, 1);
    await lock.release();
    assert.deepEqual(readdirSync(lockDirectory(configDir)), []);
  });

  it('is waited for', async (context) => {
    const configDir = makeConfigDir(context);
    const { child, next } = startChild(context, configDir);
    assert.equal(await next(), 'locked');
    const waiting = openStore(configDir).lease('directory', { command: 'letsencrypt-dns renew', wait: 60_000 });
    child.stdin?.end();
    assert.equal(await next(), 'released');
    await (await waiting).release();
  });

  it('can be given up waiting for', async (context) => {
    const configDir = makeConfigDir(context);
    const store = openStore(configDir);
    const lock = await store.lease('directory', { command: 'a' });
    const stop = new AbortController();
    const waiting = store.lease('directory', { command: 'b', wait: 60_000, signal: stop.signal });
    stop.abort();
    await assert.rejects(waiting, (error) => isFailure(error, 'ABORTED'));
    await lock.release();
    assert.deepEqual(readdirSync(lockDirectory(configDir)), []);
  });

  it('is given to exactly one of many', async (context) => {
    const configDir = makeConfigDir(context);
    const children = Array.from({ length: 6 }, () => startChild(context, configDir));
    const answers = await Promise.all(children.map(({ next }) => next()));
    assert.equal(answers.filter((answer) => answer === 'locked').length, 1, answers.join('\n'));
    assert.equal(answers.filter((answer) => answer.startsWith('refused: ')).length, 5, answers.join('\n'));
  });

  it('works below a path longer than a socket address', async (context) => {
    const configDir = join(makeConfigDir(context), 'long/'.repeat(40));
    const store = openStore(configDir);
    const lock = await store.lease('directory', { command: 'a' });
    assert.equal(readdirSync(lockDirectory(configDir)).filter((name) => name.endsWith('.sock')).length, 1);
    await assert.rejects(store.lease('directory', { command: 'b' }), (error) => isFailure(error, 'LOCKED'));
    await lock.release();
    assert.deepEqual(readdirSync(lockDirectory(configDir)), []);
    await leaveDeadLock(context, configDir);
    await (await store.lease('directory', { command: 'c' })).release();
  });
});

describe('where no socket tells, the lock', () => {
  function withoutSocket(claim: Record<string, unknown>): Record<string, unknown> {
    return { ...claim, socket: undefined };
  }

  it('is judged by pid and start time', async (context) => {
    const configDir = makeConfigDir(context);
    const store = openStore(configDir);
    const lock = await store.lease('directory', { command: 'a' });
    forgeClaim(configDir, withoutSocket);
    await assert.rejects(store.lease('directory', { command: 'b' }), (error) => isFailure(error, 'LOCKED'));
    // The pid was given out again: the same number, another start.
    forgeClaim(configDir, (claim) => ({ ...claim, startTime: '1' }));
    await (await store.lease('directory', { command: 'c' })).release();
    await lock.release();
  });

  it('of another pid namespace is judged by its heartbeat, not by a pid that means someone else there', async (context) => {
    const configDir = makeConfigDir(context);
    const store = openStore(configDir);
    const lock = await store.lease('directory', { command: 'a', heartbeat: fast });
    forgeClaim(configDir, (claim) => ({ ...withoutSocket(claim), pidNamespace: 'pid:[1]', startTime: '1' }));
    await assert.rejects(store.lease('directory', { command: 'b', heartbeat: fast }), (error) =>
      isFailure(error, 'LOCKED'),
    );
    await lock.release();
  });

  it('of a dead process on another host is taken over once its heartbeat stays away', async (context) => {
    const configDir = makeConfigDir(context);
    await leaveDeadLock(context, configDir);
    forgeClaim(configDir, (claim) => ({ ...claim, bootId: 'of another', host: 'elsewhere' }));
    const store = openStore(configDir);
    await (await store.lease('directory', { command: 'b', heartbeat: { ...fast, observeMs: 50 } })).release();
  });

  it('of a holder that lives is not taken for its name, its machine, or a clock that is behind', async (context) => {
    const forgeries: readonly Record<string, unknown>[] = [
      { bootId: 'of another' },
      { bootId: 'of another', machineId: undefined },
      { bootId: 'of another', machineId: 'of another' },
      { bootId: 'of another', host: 'elsewhere' },
      { bootId: undefined },
    ];
    for (const forgery of forgeries) {
      const configDir = makeConfigDir(context);
      const store = openStore(configDir);
      const lock = await store.lease('directory', {
        command: 'a',
        heartbeat: { heartbeatMs: 3_600_000, observeMs: 1 },
      });
      const path = forgeClaim(configDir, (claim) => ({ ...withoutSocket(claim), ...forgery }));
      // Two years behind, and still touched.
      const beat = setInterval(() => {
        const past = new Date(Date.now() - 2 * 365 * 86_400_000);
        utimesSync(path, past, past);
      }, 5);
      await assert.rejects(
        store.lease('directory', { command: 'b', heartbeat: { heartbeatMs: 400, observeMs: 2_000 } }),
        (error) => isFailure(error, 'LOCKED'),
        JSON.stringify(forgery),
      );
      clearInterval(beat);
      await lock.release();
    }
  });

  it('of this machine before it was restarted is dead after a heartbeat without one', async (context) => {
    const configDir = makeConfigDir(context);
    await leaveDeadLock(context, configDir);
    forgeClaim(configDir, (claim) => ({ ...claim, bootId: 'of the last boot' }));
    const { machineId } = JSON.parse(
      readFileSync(
        forgeClaim(configDir, (claim) => claim),
        'utf8',
      ),
    );
    // With a time limit that watching would by far exceed, where the machine can be known.
    const times = { ...fast, observeMs: machineId === undefined ? 50 : 3_600_000 };
    await (await openStore(configDir).lease('directory', { command: 'b', heartbeat: times })).release();
  });

  it('tells its holder when it is gone', async (context) => {
    const configDir = makeConfigDir(context);
    const lock = await openStore(configDir).lease('directory', { command: 'a', heartbeat: fast });
    assert.equal(lock.lost.aborted, false);
    rmSync(lockDirectory(configDir), { recursive: true });
    mkdirSync(lockDirectory(configDir));
    // The lock keeps no process alive; here something must.
    const alive = setInterval(() => undefined, 1000);
    while (!lock.lost.aborted) await new Promise((resolve) => setImmediate(resolve));
    clearInterval(alive);
    assert.ok(isFailure(lock.lost.reason, 'LOCKED'));
    await lock.release();
  });
});
