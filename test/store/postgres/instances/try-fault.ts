import assert from 'node:assert/strict';
import type { Stage } from '../../../faults/stage.js';
import { startPostgres, waitFor } from '../../../lab/index.js';
import { linkVersions } from '../../volume.js';
import type { Fault } from './faults.js';
import { patience, startThree } from './three-instances.js';

export interface FaultFigures {
  readonly fault: string;
  readonly certificates: number;
  readonly orders: number;
  /** Certificates that the CA was asked for. */
  readonly finalized: number;
  readonly accounts: number;
  /** Of each host. */
  readonly files: readonly number[];
  readonly steps: readonly number[];
  readonly takeOverMs: number | undefined;
}

/** Three daemons, Pebble and PostgreSQL; the fault in the midst of the first pass. @throws AssertionError where anything is lost */
export async function tryFault(stage: Stage, fault: Fault, count: number): Promise<FaultFigures> {
  const database = fault.name;
  const primary = await startPostgres();
  const alone = await primary.createDatabase(database);
  const standby = fault.hasStandby ? await primary.startStandby() : undefined;
  // What the first server has confirmed the other one has: else the last moment is lost, whoever reads it later.
  if (standby !== undefined) {
    await primary.run('postgres', `ALTER SYSTEM SET synchronous_standby_names = '*'`);
    await primary.run('postgres', 'SELECT pg_reload_conf()');
  }
  const local = `127.0.0.1:${primary.port}`;
  const url = standby === undefined ? alone : alone.replace(local, `${local},127.0.0.1:${standby.port}`);
  const counts = () => ['order-plz', 'finalize-order'].map((resource) => stage.proxy.count(resource));
  const before = counts();
  const three = await startThree(stage, url, `${fault.name}-${count}`, count);
  let isOver = false;
  async function failOver(): Promise<void> {
    isOver = true;
    await primary.stop();
    await standby?.promote();
  }
  const sql = (text: string) =>
    isOver && standby !== undefined ? standby.run(database, text) : primary.run(database, text);
  try {
    const { instances, takeOverMs } = await fault.happen(three, { primary, database, failOver }, Math.floor(count / 5));
    await waitFor('all files everywhere', async () => instances.every(three.hasAll), patience);
    const hasRun = (steps: readonly string[]) => new Set(steps).size >= count;
    await waitFor('all steps everywhere', async () => instances.every((each) => hasRun(three.steps(each))), patience);
    await waitFor(
      'the end of the work',
      async () => (await sql(`SELECT id FROM ledns_journal WHERE kind <> 'txt-record'`)).length === 0,
      patience,
    );
    assert.deepEqual(
      await sql('SELECT name, version FROM ledns_lineage ORDER BY name COLLATE "C"'),
      three.names.map((name) => ({ name, version: 1 })),
    );
    for (const { volume } of instances) {
      for (const name of three.names) assert.deepEqual(new Set(linkVersions(volume, name)), new Set([1]));
    }
    await waitFor('no TXT record', async () => stage.provider.txt().length === 0, patience);
    const [orders = 0, finalized = 0] = counts().map((value, index) => value - (before[index] ?? 0));
    const accounts = (await sql('SELECT id FROM ledns_account')).length;
    assert.equal(accounts, 1);
    // What was under way at the time, at most.
    assert.ok(orders <= count + 10, `${orders} orders`);
    return {
      fault: fault.name,
      certificates: count,
      orders,
      finalized,
      accounts,
      files: instances.map(() => count),
      steps: instances.map((each) => three.steps(each).length),
      takeOverMs,
    };
  } finally {
    await three.end();
    await standby?.stop();
    if (!isOver) await primary.stop();
  }
}
