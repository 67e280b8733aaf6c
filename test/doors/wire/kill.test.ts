import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Agent, request } from 'undici';
import { doorsJournal } from '../../../core/doors/journal.js';
import { silentLogger } from '../../../core/sdk/index.js';
import { createFileStore } from '../../../core/store/file-store.js';
import { runCli } from '../../lab/cli.js';
import { missing, waitFor } from '../../lab/index.js';
import { type Hub, secretOf, startHub } from '../acme/hub.js';

/** `all` kills before every effect of the calls; else a sample of these many. */
const isWhole = process.env.LETSENCRYPT_DNS_TEST_DOORS === 'all';
const sample = 2;

const clients = `    - { name: edge, secret: ${secretOf('edge')}, domains: ["**.example.com"], doors: [httpreq, acme-dns, cert-manager] }\n`;
const group = 'acme.hub.example.com';
const more = `  acme_dns: { zone: auth.example.com }\n  cert_manager: { group: ${group}, solver: dns, clients: { "*": edge } }\n`;
const basic = { authorization: `Basic ${Buffer.from(`edge:${secretOf('edge')}`).toString('base64')}` };
const bearer = { authorization: `Bearer ${secretOf('edge')}` };
const [one, two, kept] = ['1', '2', '3'].map((digit) => digit.repeat(43)) as [string, string, string];

interface Account {
  readonly username: string;
  readonly password: string;
  readonly subdomain: string;
}

interface Call {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** What is at the provider once the answer was good, or is not there any more. */
  readonly wants?: string;
  readonly drops?: string;
}

/** What three clients ask for, one after the other. */
function callsOf({ username, password, subdomain }: Account): readonly Call[] {
  const httpreq = { headers: basic, body: { fqdn: '_acme-challenge.a.example.com.', value: one } };
  const payload = (action: string) => ({
    path: `/apis/${group}/v1alpha1/dns`,
    headers: bearer,
    body: {
      request: {
        uid: 'u',
        action,
        type: 'dns-01',
        dnsName: 'b.example.com',
        key: two,
        resolvedFQDN: '_acme-challenge.b.example.com.',
      },
    },
  });
  const [atA, atB] = [`_acme-challenge.a.example.com. "${one}"`, `_acme-challenge.b.example.com. "${two}"`];
  const account = { 'x-api-user': username, 'x-api-key': password };
  const atAccount = `${subdomain}.auth.example.com. "${kept}"`;
  return [
    { path: '/httpreq/present', ...httpreq, wants: atA },
    { path: '/acme-dns/update', headers: account, body: { subdomain, txt: kept }, wants: atAccount },
    { ...payload('Present'), wants: atB },
    { path: '/httpreq/cleanup', ...httpreq, drops: atA },
    { ...payload('CleanUp'), drops: atB },
  ];
}

async function post(hub: Hub, dispatcher: Agent, { path, headers, body }: Call): Promise<void> {
  const json = { ...headers, 'content-type': 'application/json' };
  const answer = await request(`${hub.url}${path}`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify(body),
    dispatcher,
  });
  const text = await answer.body.text();
  assert.equal(answer.statusCode, 200, text);
  if (path.startsWith('/apis/')) assert.match(text, /"success":true/);
}

/** Effects of a run until it has been stopped. */
async function effectsOf(hub: Hub, work: () => Promise<void>): Promise<number> {
  const file = join(hub.folder, 'effects');
  await hub.start({ LETSENCRYPT_DNS_TEST_COUNT_FILE: file });
  await work();
  await hub.stop();
  return Number((await readFile(file, 'utf8')).split('\n')[0]);
}

/** As if a day had gone by: whoever wanted a value wants it no more. */
async function letADayPass({ configDir }: Hub): Promise<void> {
  const journal = doorsJournal(createFileStore({ configDir, log: silentLogger }));
  for (const { id, ...entry } of await journal.list('txt-record'))
    await journal.update(id, { ...entry, retryAt: Date.now() - 1000 });
}

describe('a hub with doors for proofs that is killed', {
  skip: missing('pebble', 'openssl'),
  timeout: isWhole ? 3_600_000 : 300_000,
}, () => {
  it('has at the provider what it has said, and nothing for ever that it has not', async (test) => {
    await using hub = await startHub({ clients, more, isStopped: true });
    const { provider } = hub.stage;
    const made = await runCli(['doors', 'acme-dns', 'edge', 'x.example.com', '--json'], {
      env: hub.stage.environment(hub.configDir),
    });
    const { account } = JSON.parse(made.stdout) as { account: Account };
    const calls = callsOf(account);
    const dispatcher = new Agent({ connect: { ca: hub.caPem } });

    /** All of them, and what each has said is so. */
    async function tell(said: Set<string>, doubtful: Set<string>): Promise<void> {
      for (const call of calls) {
        for (const line of [call.wants, call.drops]) if (line !== undefined) doubtful.add(line);
        await post(hub, dispatcher, call);
        if (call.wants !== undefined) said.add(call.wants);
        if (call.drops !== undefined) said.delete(call.drops);
        for (const line of [call.wants, call.drops]) if (line !== undefined) doubtful.delete(line);
        assert.deepEqual(provider.txt().sort(), [...said].sort(), `after ${call.path}`);
      }
    }

    async function aDayLater(where: string): Promise<void> {
      await letADayPass(hub);
      await hub.start();
      await waitFor(`the sweep (${where})`, () => provider.txt().length === 0, { timeoutMs: 30_000 });
      await hub.stop();
    }

    const from = await effectsOf(hub, async () => {});
    const to = await effectsOf(hub, () => tell(new Set(), new Set()));
    assert.ok(to - from >= 15, `${from} to ${to} effects`);
    await aDayLater('without a kill');
    const all = Array.from({ length: to - from + 1 }, (_, index) => from + index);
    const points = isWhole ? all : all.filter((_, index) => index % Math.ceil(all.length / sample) === 3);
    let kills = 0;
    for (const point of points) {
      const where = `killed before effect ${point}`;
      const [said, doubtful] = [new Set<string>(), new Set<string>()];
      await hub.start({ LETSENCRYPT_DNS_TEST_KILL_AT: String(point) });
      const isThrough = await tell(said, doubtful).then(
        () => true,
        (error: unknown) => {
          if (error instanceof assert.AssertionError) throw error;
          return false;
        },
      );
      if (isThrough) await hub.stop();
      else {
        kills += 1;
        await hub.ended();
      }
      // Who was told that his value is there may rely on it.
      const lost = [...said].filter((line) => !doubtful.has(line) && !provider.txt().includes(line));
      assert.deepEqual(lost, [], where);
      await hub.start();
      // Whoever asks again is served as if nothing had been.
      const again = new Set(isThrough ? [] : said);
      for (const call of calls) {
        await post(hub, dispatcher, call);
        if (call.wants !== undefined) again.add(call.wants);
        if (call.drops !== undefined) again.delete(call.drops);
      }
      await waitFor(`what is left (${where})`, () => provider.txt().length === 1);
      assert.deepEqual(provider.txt(), [...again], where);
      await hub.stop();
      await aDayLater(where);
    }
    test.diagnostic(`${points.length} points between effect ${from} and ${to}, ${kills} kills`);
    assert.ok(kills >= points.length / 2, `${kills} kills`);
    await dispatcher.close();
  });
});
