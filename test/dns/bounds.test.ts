import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAliasLookup } from '../../core/dns/alias-lookup.js';
import { withCache } from '../../core/dns/caching-resolver.js';
import { createExchange } from '../../core/dns/exchange.js';
import { isHostName } from '../../core/dns/host-name.js';
import { exchangeHttps } from '../../core/dns/https.js';
import { awaitPropagation } from '../../core/dns/propagation.js';
import { createRecordService } from '../../core/dns/record-service.js';
import { createResolver } from '../../core/dns/resolver.js';
import { resolveServer } from '../../core/dns/server-address.js';
import { parseResolvConf, readSystemServers } from '../../core/dns/system-servers.js';
import { createZoneFinder, findApexBySoa } from '../../core/dns/zone-finder.js';
import { createZoneServers } from '../../core/dns/zone-servers.js';
import type { Dispatcher } from '../../core/http/dispatcher.js';
import { Failure, isFailure } from '../../core/sdk/failure.js';
import type { DnsProvider } from '../../core/sdk/index.js';
import { answeringDispatcher } from '../../core/testing/dispatcher.js';
import { address, fakeResolver, ns, refused, silent, soa } from './fake-resolver.js';

const never = new AbortController().signal;

describe('bounds and ways of asking', () => {
  it('a host name has 253 letters at most', () => {
    const name = (last: number) => [63, 63, 63, last].map((length) => 'a'.repeat(length)).join('.');
    assert.deepEqual([isHostName(name(61)), isHostName(name(62))], [true, false]);
  });

  it('the cache keeps two thousand answers, and the oldest goes first', async () => {
    const names = Array.from({ length: 2001 }, (_, index) => `n${index}.org`);
    const resolver = fakeResolver(
      Object.fromEntries(names.map((name) => [`NS ${name}`, { answers: ns(name, 'ns.org') }])),
    );
    const cached = withCache(resolver, () => 0);
    for (const name of names.slice(0, 2000)) await cached.query(name, 'NS', never);
    const askedFor = async (name: string) => {
      const before = resolver.asked.length;
      await cached.query(name, 'NS', never);
      return resolver.asked.length > before;
    };
    assert.equal(await askedFor('n0.org'), false);
    assert.equal(await askedFor('n2000.org'), true);
    assert.deepEqual([await askedFor('n1.org'), await askedFor('n0.org')], [false, true]);
  });

  it('the cache keeps an answer for its TTL to the millisecond, and for five minutes at most', async () => {
    for (const [ttl, lastsMs] of [
      [60, 60_000],
      [300, 300_000],
      [301, 300_000],
      [0, 0],
    ] as const) {
      let time = 0;
      const answers = [{ ...ns('a.org', 'ns.org')[0], ttl }] as never;
      const resolver = fakeResolver({ 'NS a.org': { answers } });
      const cached = withCache(resolver, () => time);
      const ask = () => cached.query('a.org', 'NS', never);
      await Promise.all([ask(), ask()]);
      assert.equal(resolver.asked.length, 1, 'those who ask at the same time share an answer');
      for (const [at, count] of [
        [lastsMs - 1, ttl === 0 ? 2 : 1],
        [lastsMs, ttl === 0 ? 3 : 2],
      ] as const) {
        time = Math.max(0, at);
        await ask();
        assert.equal(resolver.asked.length, count, `${ttl} at ${at}`);
      }
    }
  });

  it('three of many servers are asked for an alias, and three of the zone above for a delegation', async () => {
    const many = [1, 2, 3, 4, 5].map((last) => `192.0.2.${last}`);
    const replies = {
      'SOA example.com': { answers: [soa('example.com')] },
      'NS com': { answers: ns('com', 'gtld.example') },
      'A gtld.example': { answers: many.map((ip) => address('A', 'gtld.example', ip)) },
      'NS example.com': refused(),
    };
    const asking = fakeResolver(replies, () => ({ rcode: 'NXDOMAIN', authority: [soa('example.com')] }));
    const finder = createZoneFinder({ resolver: asking, signal: never });
    const zoneServers = async () => many.map((host) => ({ host, address: { host, port: 53 } }));
    await createAliasLookup({ resolver: asking, finder, zoneServers, signal: never })('_acme-challenge.example.com');
    assert.deepEqual(
      asking.asked.filter((line) => line.startsWith('ask')),
      many.slice(0, 3).map((ip) => `ask ${ip} CNAME _acme-challenge.example.com`),
    );
    const above = fakeResolver(replies, () => ({}));
    await assert.rejects(createZoneServers({ resolver: above, signal: never })('example.com'));
    assert.deepEqual(
      above.asked.filter((line) => line.startsWith('ask')),
      many.slice(0, 3).map((ip) => `ask ${ip} NS example.com`),
    );
  });

  it('an alias is looked for at servers of a zone that the DNS told, and once at silent ones', async () => {
    const direct = async (apex: string, source: 'soa' | 'public-suffix', answer: object) => {
      const resolver = fakeResolver({}, () => answer as never);
      const finder = { delegated: false, find: async () => ({ apex, source }) };
      const zoneServers = async () => [{ host: 'ns', address: { host: '192.0.2.1', port: 53 } }];
      const lookUp = createAliasLookup({ resolver, finder, zoneServers, signal: never });
      await lookUp('a.example.com');
      await lookUp('b.example.com');
      return resolver.asked.map((line) => line.split(' ')[0]).join(' ');
    };
    assert.equal(await direct('example.com', 'soa', { rcode: 'NXDOMAIN' }), 'ask ask');
    assert.equal(await direct('example.com', 'public-suffix', {}), 'query query');
    assert.equal(await direct('example.com', 'soa', { rcode: 'REFUSED' }), 'ask query ask query');
    assert.equal(await direct('example.com', 'soa', { authoritative: false }), 'ask query ask query');
    assert.equal(await direct('example.com', 'soa', new Failure('TIMEOUT', 'no')), 'ask query query');
  });

  it('the resolvers of the system are addresses, with their zone where they have one', () => {
    const text =
      'nameserver fe80::1%eth0\nnameserver dns.example\n nameserver 192.0.2.1\nnameserver ::1\nnameserver 192.0.2.2';
    assert.deepEqual(
      parseResolvConf(text).map(({ host }) => host),
      ['fe80::1%eth0', '192.0.2.1', '::1'],
    );
  });

  it('an answer over HTTPS may be as long as a DNS message, and no longer', async () => {
    const server = { host: 'dns.example', port: 443, url: 'https://dns.example/dns-query' };
    const sent: unknown[] = [];
    for (const [length, taken] of [
      [65_535, true],
      [65_536, false],
    ] as const) {
      const type = 'application/dns-message';
      const dispatcher = answeringDispatcher(({ headers, ...request }) => {
        sent.push({ ...headers, method: request.method, url: request.url.href });
        return { status: 200, headers: { 'content-type': type }, body: 'x'.repeat(length) };
      });
      const read = exchangeHttps(server, dispatcher, Buffer.from('q'), (answer) => answer.length, 1000, never);
      if (taken) assert.equal(await read, length);
      else await assert.rejects(read, (error) => isFailure(error, 'NETWORK'));
      assert.deepEqual(sent.at(-1), { accept: type, 'content-type': type, method: 'POST', url: server.url });
    }
  });

  it('those that are asked unless told are the resolvers of the system', async () => {
    const addresses = await readSystemServers();
    assert.deepEqual(await createResolver().servers(), (await Promise.all(addresses.map(resolveServer))).flat());
    assert.deepEqual(await createResolver({ servers: [] }).servers(), []);
    await assert.rejects(createResolver({ servers: [] }).query('a.org', 'A', never), /no DNS resolver to ask/);
    assert.deepEqual(parseResolvConf('nameserver 192.0.2.1'), [{ host: '192.0.2.1', port: 53 }]);
  });

  it('nothing is asked over HTTPS where that was stopped before, or has nothing to go by', async () => {
    const server = { host: 'dns.example', port: 443, url: 'https://dns.example/dns-query' };
    let asked = 0;
    const dispatcher = {
      request: async () => {
        asked += 1;
      },
    } as unknown as Dispatcher;
    const stopped = exchangeHttps(server, dispatcher, Buffer.from('x'), () => 1, 1000, AbortSignal.abort());
    await assert.rejects(stopped, (error) => isFailure(error, 'ABORTED'));
    assert.equal(asked, 0);
    const question = { name: 'example.com', type: 'A', recursion: true } as const;
    await assert.rejects(createExchange()(server, question, 1000, never), (error) => isFailure(error, 'INTERNAL'));
  });

  it('names whose servers refuse are passed over on the way up, and two that keep silent end it', async () => {
    const soa = {
      answers: [{ type: 'SOA', name: 'example.com', ttl: 1, data: { primary: 'a', serial: 1, minimum: 1 } }],
    };
    const name = 'a.b.c.d.example.com';
    const between = ['a.b.c.d', 'b.c.d', 'c.d', 'd'].map((part) => `SOA ${part}.example.com`);
    for (const [reply, apex] of [
      [refused('SERVFAIL'), 'example.com'],
      [silent(), undefined],
    ] as const) {
      const replies = Object.fromEntries(between.map((key) => [key, reply]));
      const resolver = fakeResolver({ ...replies, 'SOA example.com': soa as never });
      const found = await findApexBySoa(name, resolver, never);
      assert.equal(found.apex, apex);
      assert.equal(resolver.asked.length, apex === undefined ? 2 : 5);
    }
  });

  it('a wait without a clock of its own goes by that of the machine', async () => {
    const wait = {
      mode: 'off',
      expected: [],
      resolver: fakeResolver({}),
      zoneServers: async () => [],
      signal: never,
    } as const;
    assert.equal(await awaitPropagation({ ...wait, sleepTimeSeconds: 0.001 }), 1);
  });

  it('several records are looked for together, unless that is needless', async () => {
    for (const [duplicates, isNew, looks] of [
      ['rejected', false, 1],
      ['ignored', false, 0],
      ['rejected', true, 0],
    ] as const) {
      const calls: string[] = [];
      const provider = {
        findZone: async (name: string) => ({ id: '1', name }),
        listRecords: async (_zone: object, { name }: { name?: string }) => {
          calls.push(`list ${name}`);
          return [];
        },
        changeRecords: async (_zone: object, { create }: { create: readonly object[] }) =>
          calls.push(`create ${create.length}`),
      } as unknown as DnsProvider;
      const capabilities = { granularity: 'record', duplicates, types: [] } as never;
      const service = createRecordService({ provider, capabilities, zoneName: 'example.com', providerTitle: 'Memory' });
      await service.createAll(
        ['x', 'y'].map((content) => ({ type: 'TXT', name: 'a', content, ttl: 60 })),
        isNew,
      );
      assert.deepEqual(calls, [...(looks === 1 ? ['list a'] : []), 'create 2']);
    }
  });
});
