import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAliasLookup } from '../../core/dns/alias-lookup.js';
import { findChallengeTarget } from '../../core/dns/challenge-target.js';
import type { Question } from '../../core/dns/exchange.js';
import type { ServerAddress } from '../../core/dns/server-address.js';
import { createZoneFinder } from '../../core/dns/zone-finder.js';
import { createZoneServers } from '../../core/dns/zone-servers.js';
import { Failure } from '../../core/sdk/index.js';
import { address, fakeResolver, ns, type Replies, soa } from './fake-resolver.js';

const { signal } = new AbortController();

const world: Replies = {
  'SOA example.com': { answers: [soa('example.com')] },
  'SOA www.example.com': { authority: [soa('example.com')] },
  'NS example.com': { answers: ns('example.com', 'ns.example.com') },
  'A ns.example.com': { answers: [address('A', 'ns.example.com', '192.0.2.1')] },
  'CNAME _acme-challenge.www.example.com': new Failure('DNS', 'SERVFAIL', { serviceCode: 'SERVFAIL' }),
};

/** Asks a server of example.com that refers to another one for `cut` and all below. */
function lookUp(domain: string, cut: string) {
  const refer = (_: ServerAddress, { name }: Question) =>
    name === cut || name.endsWith(`.${cut}`)
      ? { authority: ns(cut, 'acme-dns.example.net'), authoritative: false }
      : { rcode: 'NXDOMAIN', authority: [soa('example.com')] };
  const resolver = fakeResolver(world, refer);
  const finder = createZoneFinder({ resolver, signal });
  const zoneServers = createZoneServers({ resolver, signal });
  const lookupAlias = createAliasLookup({ resolver, finder, zoneServers, signal });
  return { resolver, found: findChallengeTarget(domain, { lookupAlias, finder }) };
}

describe('a referral', () => {
  it('for the challenge name itself tells its zone, and no resolver is asked for it', async () => {
    const { resolver, found } = lookUp('www.example.com', '_acme-challenge.www.example.com');
    assert.deepEqual((await found).zone, { apex: '_acme-challenge.www.example.com', source: 'soa' });
    assert.deepEqual(
      resolver.asked.filter((line) => line.startsWith('query') && line.includes('_acme-challenge')),
      [],
    );
  });

  it('for a zone above tells that, where its servers do not answer yet', async () => {
    const { found } = lookUp('www.example.com', 'www.example.com');
    assert.deepEqual((await found).zone, { apex: 'www.example.com', source: 'soa' });
  });

  it('to somewhere else tells nothing', async () => {
    const { found } = lookUp('www.example.com', 'example.org');
    assert.deepEqual((await found).zone, { apex: 'example.com', source: 'soa' });
  });

  it('beside an answer is none', async () => {
    const answers = [address('A', 'www.example.com', '192.0.2.7')];
    const resolver = fakeResolver(world, () => ({ answers, authority: ns('www.example.com', 'a.example.net') }));
    const finder = createZoneFinder({ resolver, signal });
    const zoneServers = createZoneServers({ resolver, signal });
    const lookupAlias = createAliasLookup({ resolver, finder, zoneServers, signal });
    const { zone } = await findChallengeTarget('www.example.com', { lookupAlias, finder });
    assert.equal(zone.apex, 'example.com');
  });

  for (const owner of ['com', 'example.com', 'other.example.com', 'a/b.www.example.com'])
    it(`tells nothing where it is to ${owner}`, async () => {
      const resolver = fakeResolver(world, () => ({ authority: ns(owner, 'a.example.net') }));
      const finder = createZoneFinder({ resolver, signal });
      const zoneServers = createZoneServers({ resolver, signal });
      const lookupAlias = createAliasLookup({ resolver, finder, zoneServers, signal });
      const { zone } = await findChallengeTarget('www.example.com', { lookupAlias, finder });
      assert.equal(zone.apex, 'example.com');
    });
});
