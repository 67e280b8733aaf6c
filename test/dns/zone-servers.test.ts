import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Question } from '../../core/dns/exchange.js';
import type { ServerAddress } from '../../core/dns/server-address.js';
import { createZoneServers } from '../../core/dns/zone-servers.js';
import { Failure, isFailure } from '../../core/sdk/index.js';
import { address, cname, fakeResolver, ns, type Replies, refused, silent } from './fake-resolver.js';

const { signal } = new AbortController();

type Asks = (server: ServerAddress, question: Question) => Replies[string];

async function find(apex: string, replies: Replies, asks: Asks = () => undefined) {
  const unknown: string[] = [];
  const resolver = fakeResolver(replies, asks);
  const zoneServers = createZoneServers({ resolver, signal, onUnknownHost: (host) => unknown.push(host) });
  const servers = await zoneServers(apex);
  return { hosts: servers.map((server) => `${server.host} ${server.address.host}`), unknown, resolver };
}

const one = { 'A ns1.example.net': { answers: [address('A', 'ns1.example.net', '192.0.2.1')] } };

describe('the servers of a zone', () => {
  test('a host without an address, and one whose look-up fails, do not lose the others', async () => {
    const { hosts, unknown } = await find('example.com', {
      ...one,
      'NS example.com': {
        answers: ns('example.com', 'ns1.example.net', 'ns2.example.net', 'ns3.example.net', 'a/b.net'),
      },
      'A ns2.example.net': refused('SERVFAIL'),
      'AAAA ns2.example.net': refused('SERVFAIL'),
      'A ns3.example.net': { answers: [] },
      'AAAA ns3.example.net': { answers: [] },
    });
    assert.deepEqual(hosts, ['ns1.example.net 192.0.2.1']);
    assert.deepEqual(unknown, ['ns2.example.net', 'ns3.example.net', 'a/b.net']);
  });

  test('a family of addresses whose look-up fails does not lose the other', async () => {
    for (const [type, ip] of [
      ['A', '192.0.2.1'],
      ['AAAA', '2001:db8::1'],
    ] as const) {
      const other = type === 'A' ? 'AAAA' : 'A';
      const { hosts } = await find('example.com', {
        'NS example.com': { answers: ns('example.com', 'ns1.example.net') },
        [`${type} ns1.example.net`]: { answers: [address(type, 'ns1.example.net', ip)] },
        [`${other} ns1.example.net`]: silent(),
      });
      assert.deepEqual(hosts, [`ns1.example.net ${ip}`]);
    }
  });

  test('where none can be found the failure of the look-up is told, or that there is none', async () => {
    const broken = {
      'NS example.com': { answers: ns('example.com', 'ns1.example.net') },
      'A ns1.example.net': refused('SERVFAIL'),
    };
    await assert.rejects(
      find('example.com', broken),
      (error) => isFailure(error, 'DNS') && error.serviceCode === 'SERVFAIL',
    );
    await assert.rejects(find('example.com', {}), /no name server of the zone example\.com can be found/);
    await assert.rejects(find('example.com', { 'NS example.com': silent() }), /no answer/);
    const mute = fakeResolver({ 'NS example.com': silent() });
    await assert.rejects(createZoneServers({ resolver: mute, signal })('example.com'));
    assert.deepEqual(
      mute.asked,
      ['query NS example.com'],
      'resolvers that say nothing are not asked of the zone above',
    );
  });

  test('of an apex with a CNAME that is answered for every type are those that the zone above names', async () => {
    const replies: Replies = {
      ...one,
      'NS example.com': {
        answers: [cname('example.com', 'cdn.example.org'), ...ns('cdn.example.org', 'ns.wrong.example')],
      },
      'NS com': { answers: ns('com', 'a.gtld.example') },
      'A a.gtld.example': { answers: [address('A', 'a.gtld.example', '192.0.2.100')] },
    };
    const { hosts } = await find('example.com', replies, ({ host }) =>
      host === '192.0.2.100' ? { authority: ns('example.com', 'ns1.example.net'), authoritative: false } : undefined,
    );
    assert.deepEqual(hosts, ['ns1.example.net 192.0.2.1']);
  });

  test('of a name that is no apex are those of the zone above it', async () => {
    const { hosts } = await find('_acme-challenge.www.example.com', {
      ...one,
      'NS example.com': { answers: ns('example.com', 'ns1.example.net') },
    });
    assert.deepEqual(hosts, ['ns1.example.net 192.0.2.1']);
  });

  test('servers of the zone above that do not answer are passed over', async () => {
    const replies: Replies = {
      ...one,
      'NS example.com': refused('SERVFAIL'),
      'NS com': { answers: ns('com', 'a.gtld.example', 'b.gtld.example') },
      'A a.gtld.example': { answers: [address('A', 'a.gtld.example', '192.0.2.100')] },
      'A b.gtld.example': { answers: [address('A', 'b.gtld.example', '192.0.2.101')] },
    };
    const { hosts } = await find('example.com', replies, ({ host }) =>
      host === '192.0.2.100'
        ? new Failure('TIMEOUT', 'no answer')
        : { authority: ns('example.com', 'ns1.example.net') },
    );
    assert.deepEqual(hosts, ['ns1.example.net 192.0.2.1']);
  });
});
