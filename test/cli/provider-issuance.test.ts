import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { builtInRegistry } from '../../core/manifest/built-in.js';
import type { FakeApi, FakeRecord } from '../../core/testing/fake-api.js';
import { missing, type Pebble, startPebble, startProxy, subjectAltNames, verifyChain } from '../lab/index.js';
import { answerProxied } from '../providers/proxied.js';
import { serveRecords } from '../providers/serve-records.js';
import { type CommandHost, startCommandHost } from './command-host.js';
import { createInstallation, type Installation } from './installation.js';
import { issuingProviders } from './issuing-providers.js';

const ttl = 3600;

/** Whether the built program is started for it; all with `PROVIDERS=full`. The others share one process. */
function isStarted(provider: string): boolean {
  return process.env.PROVIDERS === 'full' || ['cloudflare', 'namecheap', 'route53', 'transip'].includes(provider);
}

/** Records of other people, at the names of the challenges too: they must come through as they are. */
const foreign: readonly FakeRecord[] = [
  { type: 'A', name: '@', content: '192.0.2.1', ttl },
  { type: 'A', name: 'www', content: '192.0.2.2', ttl },
  { type: 'CNAME', name: 'docs', content: 'docs.example.net', ttl },
  { type: 'MX', name: '@', content: '10 mail.example.net', ttl },
  { type: 'TXT', name: '@', content: 'v=spf1 -all', ttl },
  { type: 'TXT', name: '_acme-challenge', content: 'of-somebody-else', ttl },
  { type: 'TXT', name: '_acme-challenge.other', content: 'of-another-name', ttl },
];

const domains = ['*.example.com example.com', 'www.example.com mail.example.com'].join('\n');

describe('certificates through every kind of provider', { skip: missing('pebble', 'openssl') }, () => {
  let fake: FakeApi;
  let dns: Awaited<ReturnType<typeof serveRecords>>;
  let proxy: Awaited<ReturnType<typeof startProxy>>;
  let pebble: Pebble;
  let host: CommandHost;

  before(async () => {
    dns = await serveRecords(() => fake.records());
    // One for all: each installation registers an account of its own, so that nothing is proved already.
    pebble = await startPebble({ dnsServer: dns.dnsAddress });
    proxy = await startProxy({ handle: (request) => answerProxied(fake, request) });
    host = startCommandHost({ NODE_EXTRA_CA_CERTS: proxy.caFile });
  });
  after(async () => {
    await host.stop();
    await pebble.stop();
    await proxy.stop();
    await dns.stop();
  });

  function install(subject: (typeof issuingProviders)[number]): Promise<Installation> {
    const env = {
      ...environmentOf(subject),
      HTTPS_PROXY: proxy.url,
      NODE_EXTRA_CA_CERTS: proxy.caFile,
      NO_PROXY: 'localhost,127.0.0.1',
    };
    return createInstallation(dns.dnsAddress, { domains, env, running: pebble });
  }

  for (const subject of issuingProviders) {
    it(`${subject.provider}: two certificates of one zone, and the zone as it was`, async () => {
      fake = subject.createFake();
      for (const record of foreign) fake.add(record);
      const written = watch(fake);
      const installation = await install(subject);
      try {
        const sync = isStarted(subject.provider)
          ? await installation.run(['sync'], { timeoutMs: 120_000 })
          : await host.run(['sync'], { env: installation.env, timeoutMs: 120_000 });
        assert.equal(sync.code, 0, sync.stderr);
        const root = await installation.pebble.root();
        const names = { 'example.com': ['*.example.com', 'example.com'], 'www.example.com': ['mail', 'www'] };
        for (const [name, sans] of Object.entries(names)) {
          const file = (part: string) => join(installation.configDir, 'live', name, part);
          await verifyChain({ file: file('fullchain.pem') }, root);
          const found = subjectAltNames(await readFile(file('cert.pem'), 'utf8'));
          const wanted = sans.map((san) => (san.includes('.') ? san : `${san}.example.com`));
          assert.deepEqual([...found].sort(), wanted);
        }
        assert.deepEqual(sorted(fake.records()), sorted(foreign));
        assert.ok(written() >= 4, 'a challenge of each of the four names stood in the zone');
      } finally {
        await installation.stop();
      }
    });
  }
});

/** Counts the values that have stood at challenge names, beside those of other people. */
function watch(fake: FakeApi): () => number {
  const seen = new Set<string>();
  const { answer: original } = fake;
  fake.answer = (request) => {
    const given = original(request);
    const own = fake.records().filter(({ name, content }) => /^_acme/.test(name) && !/^of-/.test(content));
    for (const { content } of own) seen.add(content);
    return given;
  };
  return () => seen.size;
}

/** As the provider's page in the documentation says to write them. */
function environmentOf({ provider, options }: (typeof issuingProviders)[number]): Record<string, string> {
  const specs = builtInRegistry().findProvider(provider)?.manifest.options ?? {};
  const variables = Object.entries(options).map(([key, value]) => {
    const flag = specs[key]?.flag ?? key;
    return [`LEXICON_${provider}_${flag}`.toUpperCase().replaceAll('-', '_'), String(value)];
  });
  return { LEXICON_PROVIDER: provider, ...Object.fromEntries(variables) };
}

function sorted(records: readonly FakeRecord[]): string[] {
  return records.map((record) => [record.name, record.type, record.content, record.ttl].join(' ')).sort();
}
