import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, it } from 'node:test';
import { exchangeHttps } from '../../core/dns/https.js';
import type { RecordService } from '../../core/dns/record-service.js';
import { createZoneLock } from '../../core/dns/zone-lock.js';
import { createZoneWriter } from '../../core/dns/zone-writer.js';
import { withSignal } from '../../core/sdk/ambient-signal.js';
import { Failure } from '../../core/sdk/failure.js';
import { answeringDispatcher } from '../../core/testing/dispatcher.js';

describe('the lock of a zone', () => {
  it('tells why nobody waits any more, and else what the lease says', async () => {
    const busy = new Failure('LOCKED', 'in use');
    const [own, patience] = [new AbortController(), new AbortController()];
    const lock = createZoneLock(async () => {
      own.abort(new Failure('ABORTED', 'stopped'));
      throw busy;
    });
    await assert.rejects(
      lock('a', async () => 1),
      busy,
    );
    await assert.rejects(
      withSignal(own.signal, () => lock('b', async () => 1)),
      /stopped/,
    );
    const midway = new AbortController();
    const stoppedMidway = createZoneLock(async () => {
      midway.abort(new Failure('ABORTED', 'stopped while it waited'));
      throw busy;
    });
    await assert.rejects(
      withSignal(midway.signal, () => stoppedMidway('a', async () => 1)),
      /stopped while it waited/,
    );
    patience.abort(new Failure('TIMEOUT', 'enough'));
    const held = createZoneLock();
    const first = held('a', () => new Promise<void>((resolve) => setTimeout(resolve, 20)));
    let isOver = false;
    void first.then(() => {
      isOver = true;
    });
    await assert.rejects(
      held('a', async () => 1, patience.signal),
      /enough/,
    );
    assert.equal(isOver, false, 'who has no patience left does not wait');
    await first;
    await assert.rejects(
      createZoneLock(() => Promise.reject(busy))('a', async () => 1, patience.signal),
      /enough/,
    );
  });

  it('leaves nothing behind at the signals of those who waited or worked, nor does what writes or asks under them', async () => {
    const [ambient, patience, lost] = [1, 2, 3].map(() => new AbortController().signal) as [
      AbortSignal,
      AbortSignal,
      AbortSignal,
    ];
    const lock = createZoneLock(async () => ({ lost, release: async () => {} }));
    await withSignal(ambient, () => Promise.all([1, 2].map(() => lock('a', async () => 1, patience))));
    const stuck = createZoneLock(async () => ({ lost, release: () => Promise.reject(new Error('still held')) }));
    await assert.rejects(
      withSignal(ambient, () => stuck('a', async () => 1, patience)),
      /still held/,
    );
    const service = { createAll: async () => {}, removeAll: async () => {} } as unknown as RecordService;
    for (const canBatch of [true, false]) {
      const writer = createZoneWriter({ service, canBatch, signal: lost, writeMs: 1000, stopped: patience });
      const record = { type: 'TXT', name: 'a', content: 'x' };
      await withSignal(ambient, () => Promise.all([writer.create([record]), writer.remove([record])]));
    }
    const server = { host: 'dns.example', port: 443, url: 'https://dns.example/dns-query' };
    const headers = { 'content-type': 'application/dns-message' };
    const dispatcher = answeringDispatcher(() => ({ status: 200, headers, body: 'x' }));
    await exchangeHttps(server, dispatcher, Buffer.from('q'), String, 1000, ambient);
    for (const signal of [ambient, patience, lost]) assert.equal(getEventListeners(signal, 'abort').length, 0);
  });

  it('lets nobody in before those before are done, and keeps other zones apart', async () => {
    const lock = createZoneLock();
    const order: string[] = [];
    const turn = (zone: string, name: string) =>
      lock(zone, async () => {
        order.push(`${name} begins`);
        await new Promise((resolve) => setImmediate(resolve));
        order.push(`${name} ends`);
      });
    await Promise.all([turn('a', '1'), turn('a', '2'), turn('b', '3')]);
    const ofA = order.filter((line) => !line.startsWith('3'));
    assert.deepEqual(ofA, ['1 begins', '1 ends', '2 begins', '2 ends']);
    assert.ok(order.indexOf('3 begins') < order.indexOf('2 begins'));
    const leaving = new AbortController();
    const [first, second] = [turn('a', '4'), lock('a', async () => order.push('never'), leaving.signal)];
    const third = turn('a', '5');
    leaving.abort(new Failure('ABORTED', 'gone'));
    await assert.rejects(second, /gone/);
    await Promise.all([first, third]);
    assert.deepEqual(order.slice(-4), ['4 begins', '4 ends', '5 begins', '5 ends']);
  });
});
