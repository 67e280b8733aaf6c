import '../../cpu/untracked.js';
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { before, describe, test } from 'node:test';
import { createFakeClock } from '../../issuance/fake-clock.js';
import { fileOf, startCa } from '../../issuance/rehearsal.js';
import { createWorld, summary, type World, type WorldOptions } from '../../issuance/world.js';
import { startProxy } from '../proxy.js';
import { createTempDir } from '../temp-dir.js';
import { startDohServer } from './doh-server.js';
import { createFakeDuckDns } from './fake-duckdns.js';
import { addAddresses, type Reply, serveNames } from './name-servers.js';
import { answerFrom, type Names, resolveFrom } from './names.js';

/**
 * Worlds of name servers at port 53, of their own addresses. Runs only in a network namespace that the test made, which
 * ends with this process: nothing of the machine's network is touched or can be reached.
 */
const [resolver, one, two] = ['192.0.2.53', '192.0.2.1', '192.0.2.2'] as const;
const six = { resolver: '2001:db8::53', one: '2001:db8::1' } as const;
const addresses = [resolver, one, two, six.resolver, six.one];

interface WorldSettings {
  readonly names?: Partial<Names>;
  /** What an authoritative server at an address says in place of the truth; undefined: nothing, ever. */
  readonly respond?: (truth: Reply, question: { name: string; type: string; at: string }) => Reply;
  readonly options?: WorldOptions;
  /** Addresses of the resolver; default the IPv4 one. */
  readonly resolvers?: readonly string[];
  /** What the resolver says in place of the truth. */
  readonly resolve?: (truth: Reply, question: { name: string; type: string }) => Reply;
}

/** The program with a fake PowerDNS, whose zones the name servers of the world serve. */
async function withWorld(settings: WorldSettings, work: (world: World, names: Names) => Promise<void>): Promise<void> {
  const { names, options = {}, resolvers = [resolver] } = settings;
  const { respond = (truth: Reply) => truth, resolve = (truth: Reply) => truth } = settings;
  let world: World | undefined;
  const all: Names = {
    zones: { 'example.com': ['ns1.example.com', 'ns2.example.com'] },
    hosts: { 'ns1.example.com': [one], 'ns2.example.com': [two] },
    txt: (name) => {
      const found = (world?.provider.txt() ?? []).filter((line) => line.startsWith(`${name}. `));
      return found.map((line) => line.slice(name.length + 2).replaceAll('"', ''));
    },
    ...names,
  };
  const servers = await serveNames(addresses, (name, type, at) =>
    resolvers.includes(at)
      ? resolve(resolveFrom(all, name, type), { name, type })
      : respond(answerFrom(all, name, type), { name, type, at }),
  );
  // The CA asks a resolver that nothing keeps it from.
  const own = await serveNames(['127.0.0.53'], (name, type) => resolveFrom(all, name, type));
  const clock = createFakeClock();
  world = await createWorld(async () => fileOf(await startCa('127.0.0.53:53', clock)), {
    clock,
    ...options,
    env: {
      DNS_RESOLVERS: resolvers.join(','),
      LETSENCRYPT_DNS_TEST_AUTHORITATIVE: '',
      LEXICON_SLEEP_TIME: '20',
      ...options.env,
    },
  });
  try {
    await work(world, all);
    assert.deepEqual(world.provider.txt(), [], 'no record is left');
  } finally {
    await world[Symbol.asyncDispose]();
    servers.stop();
    own.stop();
  }
}

async function issues(world: World, ...names: string[]): Promise<void> {
  const result = await world.pass();
  const failures = world.events.flatMap((event) =>
    event.kind === 'certificate-failed' ? [event.failure.message] : [],
  );
  assert.deepEqual([summary(result), failures], [names.map((name) => `create ${name} done`), []]);
}

describe('worlds of name servers', { concurrency: false }, () => {
  before(() => addAddresses(addresses));

  test('two servers that answer', () => withWorld({}, (world) => issues(world, 'www.example.com')));

  test('a host with IPv6 alone, whose zone has servers of both kinds', async () => {
    // There is no way to any IPv4 address but those of the loopback device.
    const hosts = { 'ns1.example.com': [six.one], 'ns2.example.com': ['198.51.100.1'] };
    await withWorld({ names: { hosts }, resolvers: [six.resolver] }, (world) => issues(world, 'www.example.com'));
  });

  test('a server that never answers', async () => {
    const respond = (truth: Reply, { at }: { at: string }) => (at === two ? undefined : truth);
    await withWorld({ respond }, (world) => issues(world, 'www.example.com'));
  });

  test('a server without an address, and one whose address cannot be looked up', async () => {
    const zones = { 'example.com': ['ns1.example.com', 'gone.example.com', 'broken.example.com'] };
    const resolve = (truth: Reply, { name }: { name: string }) =>
      name === 'broken.example.com' ? { rcode: 2 } : truth;
    await withWorld({ names: { zones }, resolve }, (world) => issues(world, 'www.example.com'));
  });

  test('port 53 shut, and a resolver over HTTPS', async () => {
    const directory = await createTempDir('doh');
    let names: Names | undefined;
    const doh = await startDohServer(directory.path, (name, type) =>
      names === undefined ? undefined : resolveFrom(names, name, type),
    );
    try {
      await withWorld(
        { respond: () => undefined, options: { env: { DNS_RESOLVERS: doh.url } } },
        async (world, all) => {
          names = all;
          // One bundle of roots for the CA and the resolver.
          const bundle = world.env.LETSENCRYPT_CA_BUNDLE ?? '';
          await writeFile(bundle, `${await readFile(bundle, 'utf8')}\n${await readFile(doh.caFile, 'utf8')}`);
          await issues(world, 'www.example.com');
          assert.ok(doh.asked() > 0);
        },
      );
    } finally {
      doh.stop();
      await directory.remove();
    }
  });

  test('an apex with a CNAME that its servers answer for every type', async () => {
    const zones = {
      com: ['a.gtld.test'],
      'gtld.test': ['a.gtld.test'],
      'example.com': ['ns1.example.com', 'ns2.example.com'],
    };
    const hosts = { 'a.gtld.test': [six.one], 'ns1.example.com': [one], 'ns2.example.com': [two] };
    const alias = (name: string) => (name === 'example.com' ? 'cdn.example.org' : undefined);
    const respond = (truth: Reply, { name, type, at }: { name: string; type: string; at: string }): Reply =>
      at === six.one && name.endsWith('example.com') && type === 'NS'
        ? { authorities: zones['example.com'].map((data) => ({ name: 'example.com', type: 'NS', ttl: 60, data })) }
        : truth;
    await withWorld({ names: { zones, hosts, alias }, respond }, (world) => issues(world, 'www.example.com'));
  });

  test('SOA queries that are refused, or answered with the name that was asked for', async () => {
    for (const soa of ['refused', 'echoed'] as const) {
      const resolve = (truth: Reply, { name, type }: { name: string; type: string }): Reply => {
        if (type !== 'SOA' || name === 'example.com') return truth;
        if (soa === 'refused') return { rcode: 5 };
        const data = {
          mname: 'ns1.example.com',
          rname: 'x.example.com',
          serial: 1,
          refresh: 1,
          retry: 1,
          expire: 1,
          minimum: 1,
        };
        return { answers: [{ name, type: 'SOA', ttl: 60, data }] };
      };
      await withWorld({ resolve }, (world) => issues(world, 'www.example.com'));
    }
  });

  test('a wildcard CNAME in the zone', async () => {
    const alias = (name: string) => (name.endsWith('.home.example.com') ? 'host.dyndns.example' : undefined);
    const zones = { 'example.com': ['ns1.example.com', 'ns2.example.com'], 'dyndns.example': ['ns1.example.com'] };
    const options = { domains: 'home.example.com *.home.example.com' };
    await withWorld({ names: { alias, zones }, options }, (world) => issues(world, 'home.example.com'));
  });

  test('a wildcard CNAME that was made to delegate: no account has the name, but one has its target', async () => {
    const alias = (name: string) => (name.endsWith('.elsewhere.test') ? 'token.example.com' : undefined);
    const zones = { 'example.com': ['ns1.example.com', 'ns2.example.com'], 'elsewhere.test': ['ns1.example.com'] };
    await withWorld({ names: { alias, zones }, options: { domains: 'www.elsewhere.test' } }, (world) =>
      issues(world, 'www.elsewhere.test'),
    );
  });

  test('Duck DNS: apex and wildcard of two hosts, whose zone is that of the service', async () => {
    const duck = createFakeDuckDns('a-token', ['foo', 'bar']);
    const proxy = await startProxy({ handle: duck.handle, tunnel: (authority) => authority.startsWith('127.0.0.1:') });
    const zones = { 'duckdns.org': ['ns1.example.com', 'ns2.example.com'] };
    const env = {
      LEXICON_PROVIDER: 'duckdns',
      LEXICON_DUCKDNS_TOKEN: 'a-token',
      HTTPS_PROXY: proxy.url,
      NO_PROXY: '127.0.0.1,localhost',
    };
    const domains = 'foo.duckdns.org *.foo.duckdns.org\nbar.duckdns.org *.bar.duckdns.org\nwww.foo.duckdns.org\n';
    try {
      await withWorld({ names: { zones, txt: duck.txt }, options: { domains, env } }, async (world) => {
        const bundle = world.env.LETSENCRYPT_CA_BUNDLE ?? '';
        await writeFile(bundle, `${await readFile(bundle, 'utf8')}\n${await readFile(proxy.caFile, 'utf8')}`);
        await issues(world, 'foo.duckdns.org', 'bar.duckdns.org', 'www.foo.duckdns.org');
      });
      assert.deepEqual([...duck.values], [], 'no value is left');
      const ofFoo = duck.calls.filter((call) => call.endsWith('foo'));
      assert.deepEqual(ofFoo, ['set foo', 'clear foo', 'set foo', 'clear foo', 'set foo', 'clear foo']);
    } finally {
      await proxy.stop();
    }
  });
});
