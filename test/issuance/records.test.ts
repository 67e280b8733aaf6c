import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { afterFailure, afterRemoval, isDue, lateMs } from '../../core/challenges/leftover-timing.js';
import type { TxtRecordEntry } from '../../core/store/facts/journal-entries.js';
import { createRehearsal } from './rehearsal.js';
import { summary } from './world.js';

const minute = 60_000;

const entry: TxtRecordEntry = {
  kind: 'txt-record',
  zone: 'example.com',
  name: '_acme-challenge',
  content: 'a',
  provider: 'powerdns',
  createdAt: 1_000_000,
};

describe('the timing of clean-up', () => {
  it('removes once more what may come late, and then forgets it', () => {
    const again = afterRemoval(entry, entry.createdAt + 1);
    assert.equal(again?.retryAt, entry.createdAt + lateMs);
    assert.equal(again === undefined || isDue(again, entry.createdAt + lateMs - 1), false);
    assert.equal(again !== undefined && isDue(again, entry.createdAt + lateMs), true);
    assert.equal(afterRemoval(entry, entry.createdAt + lateMs), undefined);
  });

  it('tries a failed removal again, ever more rarely, up to once a day', () => {
    let now = entry.createdAt;
    let current = entry;
    const pauses: number[] = [];
    for (let count = 0; count < 8; count += 1) {
      current = afterFailure(current, now);
      pauses.push(((current.retryAt ?? 0) - now) / minute);
      now = current.retryAt ?? 0;
    }
    assert.deepEqual(pauses, [1, 5, 15, 60, 360, 1440, 1440, 1440]);
  });

  it('does not wait for what was written before the clock was set back', () => {
    assert.equal(isDue({ ...entry, retryAt: 9e12 }, entry.createdAt - 1), true);
  });
});

describe('TXT records', () => {
  it('that a timed-out request creates late are removed by a later pass', async () => {
    await using world = await createRehearsal();
    const late: (() => void)[] = [];
    world.provider.fault = (method, body) =>
      method === 'PATCH' && body.includes('"content"') ? { late: (release) => void late.push(release) } : undefined;
    assert.deepEqual(summary(await world.pass()), ['create www.example.com NETWORK']);
    world.provider.fault = undefined;
    assert.ok(late.length > 0);
    for (const release of late) release();
    assert.equal(world.provider.txt().length, 1);
    const { recordsDueAt } = await world.pass();
    assert.ok(recordsDueAt !== undefined && recordsDueAt <= world.clock.now() + lateMs, 'a pass is asked for');
    world.clock.advance(lateMs);
    await world.pass();
    assert.deepEqual(world.provider.txt(), []);
    assert.deepEqual(await world.within(({ store }) => store.journal.list('txt-record')), []);
  });

  it('that a provider refuses to remove are removed when it does not', async () => {
    await using world = await createRehearsal();
    world.provider.fault = (method, body) =>
      method === 'PATCH' && !body.includes('"content"') ? { status: 422 } : undefined;
    assert.deepEqual(summary(await world.pass()), ['create www.example.com done']);
    assert.equal(world.provider.txt().length, 1);
    const failed = await world.pass();
    assert.ok(failed.recordsDueAt !== undefined);
    world.clock.advance(minute);
    await world.pass();
    assert.equal(world.provider.txt().length, 1);
    world.provider.fault = undefined;
    world.clock.advance(5 * minute);
    await world.pass();
    assert.deepEqual(world.provider.txt(), []);
    world.clock.advance(lateMs);
    await world.pass();
    assert.deepEqual(await world.within(({ store }) => store.journal.list('txt-record')), []);
  });

  it('that were left at a provider which their profile no longer has are kept in mind, and sought where it still is one', async () => {
    await using world = await createRehearsal();
    world.provider.fault = (method, body) =>
      method === 'PATCH' && !body.includes('"content"') ? { status: 422 } : undefined;
    await world.pass();
    world.provider.fault = undefined;
    const before = { ...world.env };
    const left = () => world.within(({ store }) => store.journal.list('txt-record'));

    // Whatever is asked of the new service arrives at this proxy.
    const asked: string[] = [];
    const other = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
    }).listen(0, '127.0.0.1');
    await once(other, 'listening');
    try {
      const { port } = other.address() as AddressInfo;
      world.env.LEXICON_PROVIDER = 'pointhq';
      world.env.NO_PROXY = '127.0.0.1,localhost';
      world.env.HTTPS_PROXY = `http://127.0.0.1:${port}`;
      Object.assign(world.env, { LEXICON_POINTHQ_AUTH_USERNAME: 'u', LEXICON_POINTHQ_AUTH_TOKEN: 't' });
      world.clock.advance(10 * minute);
      assert.deepEqual(summary(await world.pass()), ['keep www.example.com']);
      assert.equal((await left()).length, 1, 'nobody has removed it');
      assert.equal(world.provider.txt().length, 1);
      assert.deepEqual(asked, [], 'the new service has nothing of it');

      const { LEXICON_POWERDNS_PDNS_SERVER: server, LEXICON_POWERDNS_AUTH_TOKEN: token } = before;
      const yaml = `profiles:\n  - name: old\n    provider: powerdns\n    provider_options: {pdns_server: '${server}', auth_token: '${token}'}\n`;
      await writeFile(join(world.configDir, 'letsencrypt-dns.yml'), yaml, { mode: 0o600 });
      world.clock.advance(60 * minute);
      await world.pass();
      assert.deepEqual(world.provider.txt(), []);
      assert.deepEqual(asked, []);
    } finally {
      other.closeAllConnections();
      other.close();
    }
  });

  it('are announced in the journal before they are created', async () => {
    await using world = await createRehearsal();
    const announced: number[] = [];
    let list: () => Promise<readonly unknown[]> = async () => [];
    await world.within(async ({ store }) => {
      list = () => store.journal.list('txt-record');
    });
    const { readFileSync } = await import('node:fs');
    world.provider.fault = (method, body) => {
      if (method === 'PATCH' && body.includes('"content"')) {
        const lines = readFileSync(`${world.configDir}/letsencrypt-dns/journal.jsonl`, 'utf8').split('\n');
        announced.push(lines.filter((line) => line.startsWith('["txt-record--')).length);
      }
      return undefined;
    };
    await world.pass();
    assert.deepEqual(announced, [1]);
    assert.deepEqual(await list(), []);
  });
});
