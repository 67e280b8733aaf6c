import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createAliasLookup } from '../../core/dns/alias-lookup.js';
import { findChallengeTarget } from '../../core/dns/challenge-target.js';
import type { Question } from '../../core/dns/exchange.js';
import type { Resolver } from '../../core/dns/resolver.js';
import type { ServerAddress } from '../../core/dns/server-address.js';
import { createZoneFinder } from '../../core/dns/zone-finder.js';
import { createZoneServers } from '../../core/dns/zone-servers.js';
import { Failure, isFailure } from '../../core/sdk/index.js';
import { address, cname, type FakeResolver, fakeResolver, ns, type Replies, silent, soa } from './fake-resolver.js';

const { signal } = new AbortController();

/** Zones example.com and example.net, each with one server. */
const world: Replies = {
  'SOA example.com': { answers: [soa('example.com')] },
  'SOA example.net': { answers: [soa('example.net')] },
  'SOA www.example.com': { authority: [soa('example.com')] },
  'SOA acme.example.net': { authority: [soa('example.net')] },
  'NS example.com': { answers: ns('example.com', 'ns.example.com') },
  'NS example.net': { answers: ns('example.net', 'ns.example.net') },
  'A ns.example.com': { answers: [address('A', 'ns.example.com', '192.0.2.1')] },
  'A ns.example.net': { answers: [address('A', 'ns.example.net', '192.0.2.2')] },
};

function options(resolver: Resolver, delegated?: string) {
  const finder = createZoneFinder({ resolver, signal, delegated });
  const zoneServers = createZoneServers({ resolver, signal });
  return { finder, lookupAlias: createAliasLookup({ resolver, finder, zoneServers, signal }) };
}

function aliases(table: Readonly<Record<string, string>>) {
  return (_: ServerAddress, { name }: Question) => {
    const apex = name.split('.').slice(-2).join('.');
    const to = table[name];
    return to === undefined ? { rcode: 'NXDOMAIN', authority: [soa(apex)] } : { answers: [cname(name, to)] };
  };
}

function challengeQueries({ asked }: FakeResolver): string[] {
  return asked.filter((line) => line.startsWith('query') && line.includes('_acme-challenge'));
}

describe('where the TXT record must be written', () => {
  test('at the challenge name itself, also for a wildcard, and no resolver learns that it is not there yet', async () => {
    const resolver = fakeResolver(world, aliases({}));
    const found = await findChallengeTarget('*.WWW.example.com', options(resolver));
    assert.deepEqual(found, {
      challengeName: '_acme-challenge.www.example.com',
      target: '_acme-challenge.www.example.com',
      chain: ['_acme-challenge.www.example.com'],
      zone: { apex: 'example.com', source: 'soa' },
    });
    assert.deepEqual(challengeQueries(resolver), []);
  });

  test('where CNAME records lead, into another zone', async () => {
    const table = {
      '_acme-challenge.example.com': '_acme-challenge.www.example.com',
      '_acme-challenge.www.example.com': 'token.acme.example.net',
    };
    const resolver = fakeResolver(world, aliases(table));
    const { target, chain, zone } = await findChallengeTarget('example.com', options(resolver));
    assert.equal(target, 'token.acme.example.net');
    assert.equal(chain.length, 3);
    assert.deepEqual(zone, { apex: 'example.net', source: 'soa' });
  });

  test('the zone is the one that the answer names, where one server has both', async () => {
    const resolver = fakeResolver(world, () => ({ authority: [soa('_acme-challenge.example.com')] }));
    const { zone } = await findChallengeTarget('example.com', options(resolver));
    assert.equal(zone.apex, '_acme-challenge.example.com');
  });

  test('a referral is left to the resolver', async () => {
    const delegated = { 'CNAME _acme-challenge.example.com': { authority: [soa('_acme-challenge.example.com')] } };
    const resolver = fakeResolver({ ...world, ...delegated }, () => ({ authoritative: false }));
    const { zone } = await findChallengeTarget('example.com', options(resolver));
    assert.equal(zone.apex, '_acme-challenge.example.com');
  });

  test('servers that do not answer are not asked a second time; the resolver is', async () => {
    const resolver = fakeResolver(world, () => new Failure('TIMEOUT', 'no answer'));
    const shared = options(resolver);
    await findChallengeTarget('example.com', shared);
    await findChallengeTarget('www.example.com', shared);
    assert.equal(resolver.asked.filter((line) => line.startsWith('ask')).length, 1);
    assert.equal(resolver.asked.filter((line) => line.startsWith('query CNAME')).length, 2);
  });

  test('--delegated decides the zone', async () => {
    const resolver = fakeResolver(world, aliases({}));
    const { zone } = await findChallengeTarget('www.example.com', options(resolver, 'www.example.com'));
    assert.deepEqual(zone, { apex: 'www.example.com', source: 'delegated' });
    // Also of a name behind a wildcard, which is no zone of its own.
    const star = fakeResolver(world, (_, { name }) => ({ answers: [cname(name, 'host.example.net')] }));
    const found = await findChallengeTarget('www.example.com', options(star, 'www.example.com'));
    assert.deepEqual([found.target, found.zone.source], ['_acme-challenge.www.example.com', 'delegated']);
    assert.equal(found.zone.apex, 'www.example.com');
  });

  test('a circle is told', async () => {
    const table = {
      '_acme-challenge.example.com': '_acme-challenge.www.example.com',
      '_acme-challenge.www.example.com': '_acme-challenge.example.com',
    };
    const resolver = fakeResolver(world, aliases(table));
    await assert.rejects(findChallengeTarget('example.com', options(resolver)), (error) => {
      assert.ok(isFailure(error, 'DNS') && !error.retryable);
      assert.match(
        error.message,
        /lead in a circle: _acme-challenge\.example\.com → .* → _acme-challenge\.example\.com$/,
      );
      return true;
    });
  });

  test('a chain of eight is followed, one of nine is not', async () => {
    const chain = (length: number) => {
      const names = ['_acme-challenge.example.com', ...Array.from({ length }, (_, index) => `h${index}.example.com`)];
      return aliases(Object.fromEntries(names.slice(0, -1).map((name, index) => [name, names[index + 1] ?? ''])));
    };
    const { target } = await findChallengeTarget('example.com', options(fakeResolver(world, chain(8))));
    assert.equal(target, 'h7.example.com');
    await assert.rejects(
      findChallengeTarget('example.com', options(fakeResolver(world, chain(9)))),
      /do not end after 8 hops/,
    );
  });

  test('without DNS the name is taken as it is only where the caller is told so', async () => {
    const resolver = fakeResolver(() => silent());
    await assert.rejects(findChallengeTarget('example.com', options(resolver)), (error) => isFailure(error, 'DNS'));
    const told: string[] = [];
    const found = await findChallengeTarget('a.example.com', {
      ...options(resolver),
      onUnknown: (name) => told.push(name),
    });
    assert.deepEqual(found.zone, { apex: 'example.com', source: 'public-suffix', answered: 'no answer' });
    assert.deepEqual(told, ['_acme-challenge.a.example.com']);
  });
});

describe('a CNAME record that a wildcard makes', () => {
  /** `*.home.example.com`, and what stands beside it. */
  function wildcard(to: string, own: Readonly<Record<string, string>> = {}) {
    return (_: ServerAddress, { name }: Question) => {
      const target = own[name] ?? (name.endsWith('.home.example.com') ? to : undefined);
      const apex = name.split('.').slice(-2).join('.');
      return target === undefined ? { rcode: 'NXDOMAIN', authority: [soa(apex)] } : { answers: [cname(name, target)] };
    };
  }
  const home = {
    ...world,
    'SOA home.example.com': { authority: [soa('example.com')] },
    'SOA www.home.example.com': { authority: [soa('example.com')] },
  };

  test('is not followed; where it leads is kept for those who have no zone of the name', async () => {
    const resolver = fakeResolver(home, wildcard('host.example.net'));
    const found = await findChallengeTarget('home.example.com', options(resolver));
    assert.equal(found.target, '_acme-challenge.home.example.com');
    assert.deepEqual(found.zone, { apex: 'example.com', source: 'soa' });
    assert.deepEqual(found.beyond, {
      target: 'host.example.net',
      chain: ['_acme-challenge.home.example.com', 'host.example.net'],
      zone: { apex: 'example.net', source: 'soa' },
    });
  });

  test('the record that the challenge name has beside it is followed', async () => {
    const own = { '_acme-challenge.home.example.com': 'token.acme.example.net' };
    const resolver = fakeResolver(home, wildcard('host.example.net', own));
    const found = await findChallengeTarget('home.example.com', options(resolver));
    assert.equal(found.target, 'token.acme.example.net');
    assert.equal(found.beyond, undefined);
  });

  test('ends a chain that leads to it', async () => {
    const own = { '_acme-challenge.www.example.com': 'token.home.example.com' };
    const resolver = fakeResolver(home, wildcard('host.example.net', own));
    const found = await findChallengeTarget('www.example.com', options(resolver));
    assert.deepEqual([found.target, found.beyond?.target], ['token.home.example.com', 'host.example.net']);
  });

  test('that leads in a circle changes nothing', async () => {
    const resolver = fakeResolver(home, wildcard('x.home.example.com'));
    const found = await findChallengeTarget('home.example.com', options(resolver));
    assert.equal(found.target, '_acme-challenge.home.example.com');
    assert.ok(!('beyond' in found));
  });

  test('that cannot be followed since the program is stopped ends the search', async () => {
    const stopped = new Failure('ABORTED', 'stopped');
    const usual = options(fakeResolver(home, wildcard('host.example.net')));
    const lookupAlias = (name: string) =>
      name === 'host.example.net' ? Promise.reject(stopped) : usual.lookupAlias(name);
    await assert.rejects(findChallengeTarget('home.example.com', { ...usual, lookupAlias }), stopped);
  });

  test('is followed where nobody knows what stands beside it; not where the program was stopped meanwhile', async () => {
    const own = { '_acme-challenge.home.example.com': 'host.example.net' };
    const isBeside = (name: string) => name.startsWith('_') && !(name in own);
    const beside: Replies = home;
    const find = (failure: Failure) => {
      const resolver = fakeResolver(
        (name, type) => (isBeside(name) && type === 'CNAME' ? failure : beside[`${type} ${name}`]),
        (_, { name }) => (isBeside(name) ? new Failure('TIMEOUT', 'no answer') : aliases(own)(_, { name } as Question)),
      );
      return findChallengeTarget('home.example.com', options(resolver));
    };
    assert.equal((await find(new Failure('DNS', 'SERVFAIL'))).target, 'host.example.net');
    const stopped = new Failure('ABORTED', 'stopped');
    await assert.rejects(find(stopped), stopped);
  });
});

test('a target that is no host name is refused for good, also where failed look-ups are borne', async () => {
  const targets = ['x/%2e%2e/records/www/txt?.example.com', 'a b.example.net', '%2e%2e.example.net', 'a#b.example.net'];
  for (const target of targets) {
    const resolver = fakeResolver(world, aliases({ '_acme-challenge.example.com': target }));
    await assert.rejects(
      findChallengeTarget('example.com', { ...options(resolver), onUnknown: () => {} }),
      (error) =>
        isFailure(error, 'DNS') &&
        !error.retryable &&
        error.message.includes('CNAME record of _acme-challenge.example.com'),
    );
  }
});
