import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type FakeApi, jsonAnswer } from '../../core/testing/fake-api.js';
import { createRequestWindow } from '../faults/request-window.js';
import {
  missing,
  type Pebble,
  type ProxiedRequest,
  type ProxiedResponse,
  startPebble,
  startProxy,
} from '../lab/index.js';
import { createFakeCloudflare } from '../providers/cloudflare/fake.js';
import { createFakeDesec } from '../providers/desec/fake.js';
import { createFakeGodaddy } from '../providers/godaddy/fake.js';
import { answerProxied } from '../providers/proxied.js';
import { serveRecords } from '../providers/serve-records.js';
import { createInstallation } from './installation.js';

interface Limit {
  /** Requests that count: all, or those that write. */
  readonly counts: (request: ProxiedRequest) => boolean;
  readonly most: number;
  /** Length of a window in milliseconds: the minutes of the real one, scaled. */
  readonly windowMs: number;
}

interface Case {
  readonly title: string;
  readonly certificates: number;
  readonly env: Readonly<Record<string, string>>;
  readonly createFake: () => FakeApi;
  readonly limit: Limit;
  /** Requests that count which the whole may cost, beside refusals. */
  readonly costs: number;
}

const isWrite = ({ method }: ProxiedRequest) => method !== 'GET';

const cases: readonly Case[] = [
  {
    title: '50 certificates at Cloudflare, with all requests counted',
    certificates: 50,
    env: { LEXICON_PROVIDER: 'cloudflare', LEXICON_CLOUDFLARE_AUTH_TOKEN: 't' },
    createFake: createFakeCloudflare,
    limit: { counts: () => true, most: 6, windowMs: 1500 },
    costs: 60,
  },
  {
    title: '20 certificates at deSEC, with few writes',
    certificates: 20,
    env: { LEXICON_PROVIDER: 'desec', LEXICON_DESEC_AUTH_TOKEN: 'opaque-token' },
    createFake: createFakeDesec,
    limit: { counts: isWrite, most: 2, windowMs: 1500 },
    costs: 40,
  },
  {
    title: '10 certificates at GoDaddy, with all requests counted',
    certificates: 10,
    env: { LEXICON_PROVIDER: 'godaddy', LEXICON_GODADDY_AUTH_KEY: 'key', LEXICON_GODADDY_AUTH_SECRET: 'secret' },
    createFake: createFakeGodaddy,
    // Its own limit, of 60 a minute, which the program keeps to by itself.
    limit: { counts: () => true, most: 6, windowMs: 6000 },
    costs: 44,
  },
];

/** Answers as the service, but for what is more than it takes in a window. */
function limited(fake: FakeApi, { counts, most, windowMs }: Limit) {
  const { seen, take } = createRequestWindow(most, windowMs);
  function handle(request: ProxiedRequest): ProxiedResponse {
    const { method, url, body } = request;
    const waitMs = counts(request) ? take(`${method} ${url} ${body}`) : undefined;
    if (waitMs === undefined) return answerProxied(fake, request);
    const headers = { 'retry-after': String(Math.ceil(waitMs / 1000)) };
    return { status: 429, headers, body: jsonAnswer({ message: 'slow down' }).body.toString() };
  }
  return { seen, handle };
}

describe('the built program at services that take few requests', { skip: missing('pebble', 'openssl') }, () => {
  let fake: FakeApi;
  let handle: (request: ProxiedRequest) => ProxiedResponse;
  let dns: Awaited<ReturnType<typeof serveRecords>>;
  let proxy: Awaited<ReturnType<typeof startProxy>>;
  // One for all: each installation registers an account of its own, so that nothing is proved already.
  let pebble: Pebble;

  before(async () => {
    dns = await serveRecords(() => fake.records());
    pebble = await startPebble({ dnsServer: dns.dnsAddress });
    proxy = await startProxy({ handle: (request) => handle(request) });
  });
  after(async () => {
    await pebble.stop();
    await proxy.stop();
    await dns.stop();
  });

  for (const { title, certificates, env, createFake, limit, costs } of cases) {
    it(`issues ${title}, and takes all away`, async () => {
      fake = createFake();
      fake.add({ type: 'TXT', name: '_acme-challenge.n0', content: 'of-somebody-else', ttl: 3600 });
      const service = limited(fake, limit);
      handle = service.handle;
      const domains = Array.from({ length: certificates }, (_, index) => `n${index}.example.com`).join('\n');
      const installation = await createInstallation(dns.dnsAddress, {
        domains,
        running: pebble,
        env: {
          ...env,
          HTTPS_PROXY: proxy.url,
          NODE_EXTRA_CA_CERTS: proxy.caFile,
          NO_PROXY: 'localhost,127.0.0.1',
          LEXICON_SLEEP_TIME: '60',
        },
      });
      try {
        const sync = await installation.run(['sync', '--json'], { timeoutMs: 400_000 });
        assert.equal(sync.code, 0, sync.stderr);
        const left = fake.records().map(({ name, content }) => `${name} ${content}`);
        assert.deepEqual(left, ['_acme-challenge.n0 of-somebody-else']);
        const { taken, windows } = service.seen;

        assert.ok(taken <= costs, `${taken} requests`);
        assert.ok(windows <= Math.ceil(taken / limit.most) * 2 + 2, `${windows} windows for ${taken} requests`);
      } finally {
        await installation.stop();
      }
    });
  }
});
