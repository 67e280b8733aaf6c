import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { createCsr } from '../../../core/acme/csr.js';
import { missing, waitFor } from '../../lab/index.js';
import { type Answer, newKey, type RawClient } from '../../rehearsal/setup.js';
import { registered } from './binding.js';
import { boundClient, type Hub, startHub } from './hub.js';

/** `all` kills before every effect of an order; else at these shares of them: the CA has the order, and a record is there; the CA has the request, and its client knows nothing of it. */
const isWhole = process.env.LETSENCRYPT_DNS_TEST_DOORS === 'all';
const shares = [0.4, 0.85];

const names = ['edge.example.com', '*.edge.example.com'];

describe('a hub that is killed', { skip: missing('pebble', 'openssl'), timeout: isWhole ? 3_600_000 : 300_000 }, () => {
  it('loses no order of a client, and leaves no TXT record behind, whenever that is', async (test) => {
    await using hub = await startHub({ clients: boundClient('edge', names) });
    const client = await registered(hub, 'edge');
    await hub.stop();
    const from = await effectsOf(hub, async () => {});
    const to = await effectsOf(hub, async () => {
      await certificateFor(client);
    });
    assert.ok(to - from >= 15, `${from} to ${to} effects`);
    const all = Array.from({ length: to - from + 2 }, (_, index) => from + index);
    const points = isWhole ? all : shares.map((share) => from + Math.round(share * (to - from)));
    let kills = 0;
    for (const point of points) {
      const before = hub.stage.proxy.count('order-plz');
      await hub.start({ LETSENCRYPT_DNS_TEST_KILL_AT: String(point) }).catch(async (error: unknown) => {
        // The first pass may be further by then than when its effects were counted.
        if ((await hub.ended())?.signal !== 'SIGKILL') throw error;
      });
      let isOver = false;
      const back = hub.ended().then(async () => {
        if (isOver) return;
        kills += 1;
        await hub.start();
      });
      await certificateFor(client);
      isOver = true;
      await hub.stop();
      await back;
      assert.deepEqual(hub.stage.provider.txt(), [], `killed before effect ${point}`);
      const orders = hub.stage.proxy.count('order-plz') - before;
      assert.ok(orders <= 2, `killed before effect ${point}: ${orders} orders at the CA`);
    }
    test.diagnostic(`${points.length} points between effect ${from} and ${to}, ${kills} kills`);
    assert.ok(kills >= points.length / 2, `${kills} kills`);
  });
});

/** How many effects a run has by the end of some work. */
async function effectsOf(hub: Hub, work: () => Promise<void>): Promise<number> {
  const file = join(hub.folder, 'effects');
  await hub.start({ LETSENCRYPT_DNS_TEST_COUNT_FILE: file });
  await work();
  await hub.stop();
  return Number((await readFile(file, 'utf8')).split('\n')[0]);
}

/** One order, by a client that goes on asking when the hub is away; what it was promised it holds the hub to. */
async function certificateFor(client: RawClient): Promise<string> {
  const identifiers = names.map((value) => ({ type: 'dns', value }));
  const pem = newKey().export({ type: 'pkcs8', format: 'pem' }).toString();
  const csr = (await createCsr(names, pem)).toString('base64url');
  const made = await stubbornly(() => client.post(`${client.base}/newOrder`, { identifiers }));
  assert.equal(made.status, 201, made.text);
  const url = String(made.headers.location);
  for (;;) {
    const now = await stubbornly(() => client.post(url));
    assert.equal(now.status, 200, `the order is there: ${now.text}`);
    if (now.json.status === 'valid') return String(now.json.certificate);
    if (now.json.status === 'ready') await stubbornly(() => client.post(String(now.json.finalize), { csr }));
    else assert.equal(now.json.status, 'processing', now.text);
    await pause(50);
  }
}

async function stubbornly(ask: () => Promise<Answer>): Promise<Answer> {
  return waitFor('the hub', ask, { timeoutMs: 60_000, everyMs: 100 });
}
