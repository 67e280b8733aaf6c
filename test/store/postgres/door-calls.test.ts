import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { asInteger } from '../../../core/disk/parse-json.js';
import { isFailure } from '../../../core/sdk/failure.js';
import { silentLogger } from '../../../core/sdk/logger.js';
import { openCall, sealCall } from '../../../core/store/postgres/door-questions.js';
import { createPostgresStore } from '../../../core/store/postgres/postgres-store.js';
import { createSealer } from '../../../core/store/postgres/sealing.js';
import type { DoorCalls } from '../../../core/store/shared-store.js';
import type { CertificateStore } from '../../../core/store/store.js';
import { missing, waitFor } from '../../lab/index.js';
import { makeConfigDir } from '../volume.js';
import { cluster, freshDatabase, newKey } from './cluster.js';

/** Instances over one database; `times` are short, so that a lease runs out within a test. */
async function instances(context: TestContext, more: { readonly directUrl?: string } = {}) {
  const { name, url } = await freshDatabase();
  const key = newKey();
  const times = { ttl: 60_000, renew: 20_000, margin: 1000 };
  const run = async (sql: string) => (await cluster()).run(name, sql);
  return {
    run,
    open(): CertificateStore & { readonly calls: DoorCalls } {
      const configDir = makeConfigDir(context);
      const store = createPostgresStore({ url, key, configDir, log: silentLogger, times, ...more });
      context.after(() => store.close());
      const { shared } = store;
      assert.ok(shared !== undefined);
      return { ...store, calls: shared.calls };
    },
  };
}

const patient = { ms: 20_000, signal: new AbortController().signal };
const doors = { command: 'doors' };

describe('calls at the doors of instances over one PostgreSQL', { skip: missing('postgres', 'initdb') }, () => {
  it('are answered by the holder, whichever instance they come in at, and are sealed on their way', async (context) => {
    const { open, run } = await instances(context);
    const [holder, other, third] = [open(), open(), open()];
    await holder.lease('doors', doors);
    const seen: string[] = [];
    const stop = holder.calls.serve(async (call, ms) => {
      assert.ok(ms > 0 && ms <= patient.ms);
      seen.push(
        JSON.stringify(
          await run(
            `SELECT encode(sealed_call, 'escape') AS call, encode(sealed_answer, 'escape') AS given FROM ledns_door_call`,
          ),
        ),
      );
      return `answer to ${call}`;
    });
    context.after(stop);
    const asked = ['one', 'two', 'three', 'four', 'five', 'six'];
    const answers = await Promise.all(
      asked.map((call, index) => (index % 2 === 0 ? other : third).calls.ask(call, patient)),
    );
    assert.deepEqual(
      answers,
      asked.map((call) => `answer to ${call}`),
    );
    assert.ok(seen.length === asked.length && seen.every((rows) => !/answer to|three|four/.test(rows)));
    assert.deepEqual(await run('SELECT id FROM ledns_door_call'), []);
  });

  it('are answered where nothing of the notifications comes through', async (context) => {
    const { open } = await instances(context, { directUrl: 'postgres://127.0.0.1:1/nowhere' });
    const [holder, other] = [open(), open()];
    await holder.lease('doors', doors);
    context.after(holder.calls.serve(async (call) => `answer to ${call}`));
    assert.equal(await other.calls.ask('one', patient), 'answer to one');
  });

  it('go on at the next holder where one ends before it has answered, whose late answer and writes are refused', async (context) => {
    const { open, run } = await instances(context);
    const [first, next, asker] = [open(), open(), open()];
    const lease = await first.lease('doors', doors);
    let finish = (_answer: string) => {};
    let isTaken = false;
    context.after(
      first.calls.serve(() => {
        isTaken = true;
        return new Promise((resolve) => {
          finish = resolve;
        });
      }),
    );
    const answer = asker.calls.ask('one', patient);
    await waitFor('the first to take it', async () => isTaken);
    // As if it stood still for longer than its lease.
    await run(`UPDATE ledns_lease SET expires_at = clock_timestamp() WHERE resource = 'doors'`);
    await next.lease('doors', doors);
    let taken = false;
    let proceed = () => {};
    context.after(
      next.calls.serve(async () => {
        taken = true;
        await new Promise<void>((resolve) => {
          proceed = resolve;
        });
        return 'of the next';
      }),
    );
    await waitFor('the next to take it', async () => taken);
    finish('of the first');
    await waitFor('the first to be told', async () => lease.lost.aborted);
    await assert.rejects(
      first.facts('door-orders', asInteger).update('a', () => 1),
      (error) => isFailure(error, 'LOCKED'),
    );
    proceed();
    assert.equal(await answer, 'of the next');
  });

  it('end where nobody answers in time, and where their client has left, and leave nothing behind', async (context) => {
    const { open, run } = await instances(context);
    const asker = open();
    await assert.rejects(asker.calls.ask('one', { ...patient, ms: 50 }), (error) => isFailure(error, 'TIMEOUT'));
    const gone = new AbortController();
    const left = asker.calls.ask('two', { ...patient, signal: gone.signal });
    gone.abort();
    await assert.rejects(left, (error) => isFailure(error, 'ABORTED'));
    await waitFor('no rows', async () => (await run('SELECT id FROM ledns_door_call')).length === 0);
  });

  it('are of no use a quarter of an hour later, in another row, or to who has another key', (context) => {
    const sealer = createSealer(newKey());
    const sealed = sealCall(sealer, 'one', 'GET / of a client');
    assert.equal(openCall(sealer, 'one', sealed), 'GET / of a client');
    assert.throws(() => openCall(sealer, 'two', sealed), { code: 'LINEAGE' });
    assert.throws(() => openCall(createSealer(newKey()), 'one', sealed), { code: 'CONFIG' });
    context.mock.timers.enable({ apis: ['Date'], now: Date.now() + 16 * 60_000 });
    assert.throws(() => openCall(sealer, 'one', sealed), { code: 'LINEAGE' });
  });
});
