import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { zoneLeases } from '../../core/application/zone-leases.js';
import { createZoneLock } from '../../core/dns/zone-lock.js';
import { currentSignal } from '../../core/sdk/ambient-signal.js';
import { Failure, isFailure } from '../../core/sdk/failure.js';
import { silentLogger } from '../../core/sdk/logger.js';
import { startFakePowerDns } from '../faults/fake-powerdns.js';
import { missing } from '../lab/index.js';
import { freshDatabase, newKey } from '../store/postgres/cluster.js';
import { makeConfigDir, openStore } from '../store/volume.js';
import { type Processes, startProcesses } from './writers.js';
import { openWriter, type ZoneOrder } from './zone-writer.js';

const rounds = 12;

const all = [0, 1, 2].map((index) => `writer${index}-${rounds - 1}`);

describe('a zone that several processes write to', () => {
  let processes: Processes<ZoneOrder>;
  before(() => {
    processes = startProcesses({ url: new URL('./zone-writer.js', import.meta.url).href, openWriter });
  });
  after(() => processes.stop());

  /** They write to one name at once; each adds a value before it removes its last one. */
  async function writeTogether(orderOf: () => Pick<ZoneOrder, 'configDir' | 'postgres'>): Promise<string[]> {
    const provider = await startFakePowerDns();
    const { apiUrl, apiKey } = provider;
    const order = (who: string) => ({ who, apiUrl, apiKey, rounds, ...orderOf() });
    await processes.writeTogether([order('writer0'), order('writer1'), order('writer2')]);
    await provider.stop();
    return provider.txt().map((line) => line.replace(/^.* "(.*)"$/, '$1'));
  }

  it('keeps what each of them wrote, over one directory', async (context) => {
    const configDir = makeConfigDir(context);
    assert.deepEqual((await writeTogether(() => ({ configDir }))).sort(), all);
    assert.deepEqual(readdirSync(openStore(configDir).layout.leaseOf('zone example.com at powerdns')), []);
  });

  it('keeps what each of them wrote, over one database', { skip: missing('postgres', 'initdb') }, async (context) => {
    const { url } = await freshDatabase();
    const postgres = { url, key: newKey().toString('base64') };
    const values = await writeTogether(() => ({ configDir: makeConfigDir(context), postgres }));
    assert.deepEqual(values.sort(), all);
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
