import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createAliasLookup } from '../../core/dns/alias-lookup.js';
import { withCache } from '../../core/dns/caching-resolver.js';
import { findChallengeTarget } from '../../core/dns/challenge-target.js';
import { measureVisibility } from '../../core/dns/measure-visibility.js';
import { awaitPropagation } from '../../core/dns/propagation.js';
import { createResolver } from '../../core/dns/resolver.js';
import { parseServerAddress } from '../../core/dns/server-address.js';
import { createZoneFinder } from '../../core/dns/zone-finder.js';
import { createZoneServers } from '../../core/dns/zone-servers.js';
import { missing, startBind, type UpdatableNameServer } from '../lab/index.js';
import { openService } from './real-server-cases.js';

describe('from a domain to a visible TXT record, in two zones of a real server', {
  skip: missing('named', 'root'),
}, () => {
  const { signal } = new AbortController();
  let server: UpdatableNameServer;
  before(async () => {
    // On port 53, so that the server is found by the zone's own NS and A records.
    server = await startBind({ zones: ['example.com', 'example.net'], listen: 'port-53' });
  });
  after(() => server.stop());

  const open = (zone: string) => {
    const { algorithm, name, secret } = server.keys.sha256;
    const options = { token: `${algorithm}:${name}:${secret}`, server: server.dnsAddress };
    return openService({ id: 'ddns', options, zone });
  };

  test('an alias into the other zone is followed, and the record seen at its server', async () => {
    const resolver = withCache(createResolver({ servers: [parseServerAddress(server.dnsAddress)] }));
    const finder = createZoneFinder({ resolver, signal });
    const zoneServers = createZoneServers({ resolver, signal });
    const lookupAlias = createAliasLookup({ resolver, finder, zoneServers, signal });
    const com = await open('example.com');
    const content = 'token.acme.example.net';
    await com.create({ type: 'CNAME', name: '_acme-challenge.www', content, ttl: 60 });

    const plain = await findChallengeTarget('*.example.com', { lookupAlias, finder });
    assert.deepEqual(plain.zone, { apex: 'example.com', source: 'soa' });
    const aliased = await findChallengeTarget('www.example.com', { lookupAlias, finder });
    assert.equal(aliased.target, content);
    assert.deepEqual(aliased.zone, { apex: 'example.net', source: 'soa' });

    const expected = [
      { name: plain.target, value: 'one', apex: plain.zone.apex },
      { name: plain.target, value: 'two', apex: plain.zone.apex },
      { name: aliased.target, value: 'three', apex: aliased.zone.apex },
    ];
    const wait = { expected, resolver, zoneServers, signal };
    const limits = { mode: 'authoritative', sleepTimeSeconds: 0, maxChecks: 1 } as const;
    await assert.rejects(
      awaitPropagation({ ...wait, ...limits }),
      /_acme-challenge\.example\.com is not visible .*NXDOMAIN/,
    );

    const net = await open('example.net');
    await com.createAll(['one', 'two'].map((value) => ({ type: 'TXT', name: plain.target, content: value, ttl: 60 })));
    await net.create({ type: 'TXT', name: aliased.target, content: 'three', ttl: 60 });
    await awaitPropagation({ ...wait, ...limits, sleepTimeSeconds: 30 });
    await awaitPropagation({ ...wait, ...limits, mode: 'recursive', sleepTimeSeconds: 30 });
    const measured = await measureVisibility({ ...wait, longestMs: 30_000 });
    assert.deepEqual(
      measured.map(({ server: host }) => host.replace(/ .*/, '')),
      ['ns1.example.com', 'ns1.example.net'],
    );
    assert.ok(measured.every(({ seenAfterMs }) => seenAfterMs !== undefined));
  });
});
