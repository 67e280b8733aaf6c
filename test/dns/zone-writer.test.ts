import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RecordService } from '../../core/dns/record-service.js';
import { createZoneWriter } from '../../core/dns/zone-writer.js';
import { currentSignal } from '../../core/sdk/ambient-signal.js';
import { Failure } from '../../core/sdk/failure.js';

/** A service that notes what it is asked for, and fails for records called `bad`. */
function noting(hang = false) {
  const calls: string[] = [];
  async function act(kind: string, records: readonly { name: string }[]): Promise<void> {
    const names = records.map(({ name }) => name);
    calls.push(`${kind} ${names.join(' ')}`);
    if (hang) {
      const signal = currentSignal();
      await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    }
    await new Promise((resolve) => setImmediate(resolve));
    if (names.includes('bad')) throw new Failure('API', 'no');
  }
  const service: Pick<RecordService, 'createAll' | 'removeAll'> = {
    createAll: (records) => act('create', records),
    removeAll: (records) => act('remove', records),
  };
  return { calls, service: service as RecordService };
}

function record(name: string) {
  return { type: 'TXT', name, content: 'x', ttl: 60 };
}

const never = new AbortController().signal;

describe('the writer of a zone', () => {
  it('writes together what comes together and while it is writing', async () => {
    const { calls, service } = noting();
    const writer = createZoneWriter({ service, canBatch: true, signal: never, writeMs: 1000 });
    await Promise.all([writer.create([record('a')]), writer.create([record('b')])]);
    const first = writer.create([record('c')]);
    await new Promise((resolve) => setImmediate(resolve));
    await Promise.all([first, writer.create([record('d')]), writer.remove([record('a')])]);
    assert.deepEqual(calls, ['create a b', 'create c', 'create d', 'remove a']);
  });

  it('writes one thing at a time', async () => {
    let [open, most] = [0, 0];
    async function write(): Promise<void> {
      open += 1;
      most = Math.max(most, open);
      await new Promise((resolve) => setImmediate(resolve));
      open -= 1;
    }
    const service = { createAll: write, removeAll: write } as unknown as RecordService;
    const writer = createZoneWriter({ service, canBatch: true, signal: never, writeMs: 1000 });
    const writes = [writer.create([record('a')])];
    for (let turn = 0; turn < 5; turn += 1) {
      await Promise.resolve();
      writes.push(writer.create([record('b')]), writer.remove([record('c')]));
    }
    await Promise.all(writes);
    assert.equal(most, 1);
  });

  it('takes records for new where it is told so of all that are created, whatever is removed', async () => {
    const told: (boolean | undefined)[] = [];
    const service = {
      createAll: async (_: object, isNew?: boolean) => void told.push(isNew),
      removeAll: async () => {},
    } as unknown as RecordService;
    for (const canBatch of [true, false]) {
      const writer = createZoneWriter({ service, canBatch, signal: never, writeMs: 1000 });
      await Promise.all([writer.create([record('a')], true), writer.remove([record('b')])]);
      await writer.create([record('a')]);
      await writer.create([record('a')], false);
    }
    assert.deepEqual(told, [true, false, false, true, false, false]);
  });

  it('tells once of each record that is gone, however often the service does', async () => {
    const service = {
      async removeAll(records: readonly ReturnType<typeof record>[], onGone: (one: object) => void) {
        for (const one of [...records, ...records]) onGone(one);
      },
    } as unknown as RecordService;
    const writer = createZoneWriter({ service, canBatch: true, signal: never, writeMs: 1000 });
    const gone: string[] = [];
    await writer.remove([record('a'), record('b')], ({ name }) => void gone.push(name));
    assert.deepEqual(gone, ['a', 'b']);
  });

  it('tells after how many minutes it gave up, and fails as the service does before', async (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] });
    const { service } = noting(true);
    const writer = createZoneWriter({ service, canBatch: false, signal: never, writeMs: 120_000 });
    const late = writer.create([record('a')]);
    context.mock.timers.tick(120_000);
    await assert.rejects(late, /took longer than 2 minutes$/);
    const stop = new AbortController();
    const stopping = createZoneWriter({ service, canBatch: false, signal: stop.signal, writeMs: 120_000 });
    const stopped = stopping.create([record('a')]);
    const reason = new Failure('ABORTED', 'stopped');
    stop.abort(reason);
    await assert.rejects(stopped, reason);
  });

  it('makes a bad record the trouble of its own certificate only', async () => {
    const { service } = noting();
    const writer = createZoneWriter({ service, canBatch: true, signal: never, writeMs: 1000 });
    const results = await Promise.allSettled(['a', 'bad', 'c'].map((name) => writer.create([record(name)])));
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
  });

  it('tells of each record as soon as it is gone, and asks again only for those that are not', async () => {
    const asked: string[][] = [];
    const service: Pick<RecordService, 'removeAll'> = {
      async removeAll(records, onGone) {
        asked.push(records.map(({ name }) => name));
        for (const gone of records.filter(({ name }) => name !== 'bad')) onGone?.(gone);
        if (records.some(({ name }) => name === 'bad')) throw new Failure('API', 'no');
      },
    };
    const writer = createZoneWriter({
      service: service as RecordService,
      canBatch: false,
      signal: never,
      writeMs: 1000,
    });
    const gone: string[] = [];
    const remove = (...names: string[]) => writer.remove(names.map(record), ({ name }) => void gone.push(name));
    const results = await Promise.allSettled([remove('a'), remove('b', 'bad'), remove('c')]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.deepEqual(gone, ['a', 'b', 'c', 'b']);
    assert.deepEqual(asked, [
      ['a', 'b', 'bad', 'c'],
      ['b', 'bad'],
    ]);
  });

  it('asks no more where the account has to wait, or is refused', async () => {
    let calls = 0;
    const service: Pick<RecordService, 'removeAll'> = {
      async removeAll() {
        calls += 1;
        throw new Failure('RATE_LIMITED', 'wait');
      },
    };
    const writer = createZoneWriter({
      service: service as RecordService,
      canBatch: true,
      signal: never,
      writeMs: 1000,
    });
    const results = await Promise.allSettled(['a', 'b'].map((name) => writer.remove([record(name)])));
    assert.deepEqual([calls, results.filter(({ status }) => status === 'rejected').length], [1, 2]);
  });

  it('ends a write that would last for ever', async () => {
    const { service } = noting(true);
    const writer = createZoneWriter({ service, canBatch: true, signal: never, writeMs: 5 });
    // The service has nothing that would keep the process.
    const alive = setInterval(() => {}, 1000);
    await assert.rejects(writer.create([record('a')]), /a write to the zone took longer/);
    clearInterval(alive);
  });

  it('writes one by one where the API cannot do better', async () => {
    const { calls, service } = noting();
    const writer = createZoneWriter({ service, canBatch: false, signal: never, writeMs: 1000 });
    await Promise.all([writer.create([record('a')]), writer.create([record('b')])]);
    assert.deepEqual(calls, ['create a', 'create b']);
  });

  it('removes also when everything else is told to stop, and not for longer than there is time', async () => {
    const stop = AbortSignal.abort(new Error('stopped'));
    const { calls, service } = noting();
    await createZoneWriter({ service, canBatch: true, signal: stop, writeMs: 1000 }).remove([record('a')]);
    assert.deepEqual(calls, ['remove a']);
    const over = new AbortController();
    const hanging = createZoneWriter({
      service: noting(true).service,
      canBatch: true,
      signal: stop,
      writeMs: 3_600_000,
      stopped: over.signal,
    });
    const removal = hanging.remove([record('a')]);
    setImmediate(() => over.abort(new Failure('ABORTED', 'the time is over')));
    await assert.rejects(removal, /the time is over/);
  });
});
