import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { zoneLeases } from '../../core/application/zone-leases.js';
import { createZoneLock } from '../../core/dns/zone-lock.js';
import { currentSignal } from '../../core/http/ambient-signal.js';
import { Failure, isFailure } from '../../core/sdk/failure.js';
import { silentLogger } from '../../core/sdk/logger.js';
import { startFakePowerDns } from '../faults/fake-powerdns.js';
import { missing } from '../lab/index.js';
import { freshDatabase, newKey } from '../store/postgres/cluster.js';
import { makeConfigDir, openStore } from '../store/volume.js';
import type { ZoneChildOrder } from './zone-child.js';

const rounds = 12;

function startChild(context: TestContext, order: ZoneChildOrder) {
  const path = fileURLToPath(new URL('./zone-child.js', import.meta.url));
  const child = spawn(process.execPath, [path, JSON.stringify(order)], { stdio: ['pipe', 'pipe', 'inherit'] });
  context.after(() => child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, next: async () => String((await lines.next()).value) };
}

/** Three processes write to one name at once; each adds a value before it removes its last one. */
async function writeTogether(context: TestContext, orders: readonly Partial<ZoneChildOrder>[]): Promise<string[]> {
  const provider = await startFakePowerDns();
  context.after(() => provider.stop());
  const { apiUrl, apiKey } = provider;
  const children = orders.map((order, index) =>
    startChild(context, { who: `writer${index}`, configDir: '', apiUrl, apiKey, rounds, ...order }),
  );
  for (const { next } of children) assert.equal(await next(), 'ready');
  for (const { child } of children) child.stdin.write('go\n');
  for (const { next } of children) assert.equal(await next(), 'done');
  return provider.txt().map((line) => line.replace(/^.* "(.*)"$/, '$1'));
}

const all = [0, 1, 2].map((index) => `writer${index}-${rounds - 1}`);

describe('a zone that several processes write to', () => {
  it('keeps what each of them wrote, over one directory', async (context) => {
    const configDir = makeConfigDir(context);
    const values = await writeTogether(context, [{ configDir }, { configDir }, { configDir }]);
    assert.deepEqual(values.sort(), all);
    assert.deepEqual(readdirSync(openStore(configDir).layout.leaseOf('zone example.com at powerdns')), []);
  });

  it('keeps what each of them wrote, over one database', { skip: missing('postgres', 'initdb') }, async (context) => {
    const { url } = await freshDatabase();
    const postgres = { url, key: newKey().toString('base64') };
    const hosts = [0, 1, 2].map(() => ({ configDir: makeConfigDir(context), postgres }));
    assert.deepEqual((await writeTogether(context, hosts)).sort(), all);
  });

  it('is free again at once where a process was killed that held it', async (context) => {
    const configDir = makeConfigDir(context);
    const path = fileURLToPath(new URL('../lock/lock-child.js', import.meta.url));
    const child = spawn(process.execPath, [path, configDir, 'zone example.com at powerdns'], { stdio: 'pipe' });
    await once(child.stdout, 'data');
    const lease = zoneLeases(openStore(configDir), silentLogger);
    const stop = new AbortController();
    const waiting = lease('example.com at powerdns', stop.signal);
    child.kill('SIGKILL');
    await (await waiting).release();
  });
});

describe('the lock on a zone', () => {
  it('writes nothing where its lease is gone, and stops where it goes meanwhile', async () => {
    const lost = new AbortController();
    const released: string[] = [];
    const lock = createZoneLock(async (zone) => ({
      lost: lost.signal,
      release: async () => void released.push(zone),
    }));
    const written: string[] = [];
    await assert.rejects(
      lock('a', async () => {
        written.push('before');
        lost.abort(new Failure('LOCKED', 'the claim was lost'));
        currentSignal().throwIfAborted();
        written.push('after');
      }),
      (error) => isFailure(error, 'LOCKED'),
    );
    await assert.rejects(
      lock('b', async () => void written.push('never')),
      (error) => isFailure(error, 'LOCKED'),
    );
    assert.deepEqual(written, ['before']);
    assert.deepEqual(released, ['a', 'b']);
  });

  it('asks for no lease where the work is refused one, and goes on with the next', async () => {
    let refuse = true;
    const lock = createZoneLock(async () => {
      if (refuse) throw new Failure('LOCKED', 'in use');
      return { lost: new AbortController().signal, release: async () => {} };
    });
    await assert.rejects(lock('a', async () => 1));
    refuse = false;
    assert.equal(await lock('a', async () => 2), 2);
  });
});
