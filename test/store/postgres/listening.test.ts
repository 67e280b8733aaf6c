import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { silentLogger } from '../../../core/sdk/logger.js';
import { startListening } from '../../../core/store/postgres/listening.js';
import { waitFor } from '../../lab/index.js';
import { startFakeServer } from './fake-server.js';

const soon = { timeoutMs: 10_000, everyMs: 5 };
const channel = 'news';
const addressOf = ({ port }: { readonly port: number }) => ({
  connectionString: `postgres://role@127.0.0.1:${port}/certs`,
  shown: `127.0.0.1:${port}/certs`,
});

describe('a connection that listens', () => {
  it('hears what is told, looks now and then whether it is cut, and is followed by one to the next server', async (context) => {
    const servers = [
      await startFakeServer(context, () => ({})),
      await startFakeServer(context, (sql) => (sql.startsWith('LISTEN') ? {} : 'cut')),
    ] as const;
    const [first, second] = servers;
    const heard: string[] = [];
    const reasons: unknown[] = [];
    const stop = startListening({
      addresses: servers.map(addressOf),
      channel,
      onMessage: (text) => void heard.push(text),
      onGap: () => void heard.push('(gap)'),
      log: { ...silentLogger, debug: (fields) => void reasons.push(fields) },
      times: { again: 1, probe: 20 },
    });
    await waitFor('a first look', () => first.said.includes('SELECT 1'), soon);
    first.notify(channel, 'one');
    first.notify(channel, '');
    await waitFor('a second look', () => first.said.filter((sql) => sql === 'SELECT 1').length > 1, soon);
    await waitFor('what was told', () => heard.length === 2, soon);
    assert.deepEqual(first.said.slice(0, 3), ['connect', 'LISTEN news', 'SELECT 1']);
    assert.deepEqual([heard, second.said], [['one', ''], []]);
    first.cut();
    await waitFor(
      'the other server, and the first again',
      () => heard.filter((text) => text === '(gap)').length === 2,
      soon,
    );
    assert.deepEqual(second.said.slice(0, 3), ['connect', 'LISTEN news', 'SELECT 1']);
    assert.ok(reasons.length >= 1, 'a look that was cut is said to developers');
    stop();
    await waitFor('the end', () => first.said.at(-1) === 'end', soon);
    const before = heard.length;
    first.notify(channel, 'late');
    assert.equal(heard.length, before);
  });

  it('waits before it comes again', async (context) => {
    const server = await startFakeServer(context, () => ({}));
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const stop = startListening({
      addresses: [addressOf(server)],
      channel,
      onMessage: assert.fail,
      onGap: assert.fail,
      log: silentLogger,
      times: { again: 60_000, probe: 60_000 },
    });
    await waitFor('a connection', () => server.said.includes('LISTEN news'), soon);
    await pause(20);
    assert.equal(timers(), before, 'nobody is kept from ending');
    server.cut();
    await pause(50);
    assert.equal(timers(), before);
    assert.deepEqual(server.said, ['connect', 'LISTEN news']);
    stop();
  });

  it('ends before it has begun, without a word', async (context) => {
    const server = await startFakeServer(context, () => ({}));
    const reasons: unknown[] = [];
    const debug = (fields: object) => void reasons.push(fields);
    const times = { again: 1, probe: 20 };
    const options = { channel, onMessage: assert.fail, onGap: assert.fail, log: { ...silentLogger, debug }, times };
    startListening({ addresses: [addressOf(server)], ...options })();
    const waiting = startListening({ addresses: [addressOf(server)], ...options });
    await waitFor('a connection', () => server.said.includes('LISTEN news'), soon);
    waiting();
    await waitFor('its end', () => server.said.includes('end'), soon);
    assert.deepEqual(
      server.said.filter((sql) => sql !== 'SELECT 1'),
      ['connect', 'LISTEN news', 'end'],
    );
    assert.deepEqual(reasons, []);
  });
});
