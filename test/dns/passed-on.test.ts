import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAliasLookup } from '../../core/dns/alias-lookup.js';
import { findChallengeTarget } from '../../core/dns/challenge-target.js';
import { findOrFail } from '../../core/dns/find-or-fail.js';
import { lookupAddresses } from '../../core/dns/lookups.js';
import { awaitPropagation } from '../../core/dns/propagation.js';
import { createZoneFinder } from '../../core/dns/zone-finder.js';
import { createZoneServers } from '../../core/dns/zone-servers.js';
import { Failure, type FailureCode, isFailure } from '../../core/sdk/index.js';
import { address, cname, fakeResolver, ns, type Replies, refused, soa } from './fake-resolver.js';

const { signal } = new AbortController();

const world: Replies = {
  'SOA example.com': { answers: [soa('example.com')] },
  'NS example.com': { answers: ns('example.com', 'ns.example.net') },
  'A ns.example.net': { answers: [address('A', 'ns.example.net', '192.0.2.1')] },
  'NS com': { answers: ns('com', 'a.gtld.example') },
  'A a.gtld.example': { answers: [address('A', 'a.gtld.example', '192.0.2.100')] },
};

const expected = [{ name: '_acme-challenge.example.com', value: 'x', apex: 'example.com' }];

/** Work during which one question fails: `TYPE name` of a resolver, `ask` of a server. */
type Work = (failing: string, failure: Error) => Promise<unknown>;

function resolverFailing(failing: string, failure: Error, replies: Replies = world) {
  return fakeResolver(
    (name, type) => {
      if (`${type} ${name}` === failing) throw failure;
      return replies[`${type} ${name}`];
    },
    (_, { name, type }) => {
      if (failing === 'ask') throw failure;
      return type === 'CNAME' && name.startsWith('_acme') ? { answers: [cname(name, 'b.example.com')] } : undefined;
    },
  );
}

const servers: Work = (failing, failure) => {
  const resolver = resolverFailing(
    failing,
    failure,
    failing === 'ask' ? { ...world, 'NS example.com': refused() } : world,
  );
  return createZoneServers({ resolver, signal })('example.com');
};

const watch = (zoneServers: () => Promise<never[]>, failing: string, failure: Error) =>
  awaitPropagation({
    mode: 'authoritative',
    expected,
    resolver: resolverFailing(failing, failure),
    zoneServers: failing === '' ? zoneServers : async () => [{ host: 'ns', address: { host: '192.0.2.1', port: 53 } }],
    sleepTimeSeconds: 0,
    signal,
  });

const target: Work = (failing, failure) => {
  const resolver = resolverFailing(failing, failure);
  const finder = createZoneFinder({ resolver, signal });
  const lookupAlias = createAliasLookup({ resolver, finder, zoneServers: async () => [], signal });
  return findChallengeTarget('example.com', { finder, lookupAlias, onUnknown: () => {} });
};

/** Who asks, which question fails, and the kinds of failures that are borne, or become one of the result. */
const table: readonly [name: string, failing: string, borne: FailureCode, Work][] = [
  [
    'addresses of a host',
    'AAAA ns.example.net',
    'DNS',
    (failing, failure) => lookupAddresses(resolverFailing(failing, failure), 'ns.example.net', signal),
  ],
  ['servers of a zone', 'NS example.com', 'DNS', servers],
  ['the address of a server', 'A ns.example.net', 'DNS', servers],
  ['the server of the zone above', 'ask', 'TIMEOUT', servers],
  [
    'the zone of a name',
    'SOA example.com',
    'DNS',
    (failing, failure) => createZoneFinder({ resolver: resolverFailing(failing, failure), signal }).find('example.com'),
  ],
  ['the visibility of a value', 'ask', 'NETWORK', (failing, failure) => watch(async () => [], failing, failure)],
  ['servers that are watched', '', 'DNS', (failing, failure) => watch(() => Promise.reject(failure), failing, failure)],
  ['an alias', 'CNAME _acme-challenge.example.com', 'DNS', target],
  [
    'a zone by its letters',
    '',
    'API',
    (_, failure) => {
      const findZone = async (name: string) => (name.startsWith('xn--') ? undefined : Promise.reject(failure));
      return findOrFail({ provider: { findZone } as never, providerTitle: 'x', zoneName: 'xn--bcher-kva.example' });
    },
  ],
];

describe('what fails otherwise than a look-up may', () => {
  for (const [name, failing, borne, work] of table)
    it(`passes on: ${name}`, async () => {
      const stopped = new Failure('ABORTED', 'stopped');
      await assert.rejects(work(failing, stopped), stopped);
      const broken = new TypeError('a mistake');
      await assert.rejects(work(failing, broken), broken);
      const usual = new Failure(borne, 'usual', { retryable: true });
      const outcome = await work(failing, usual).catch((error: unknown) => error);
      assert.ok(!(outcome instanceof TypeError) && !isFailure(outcome, 'ABORTED'));
    });
});

it('a stop while servers are asked for an alias is told as one', async () => {
  const stop = new AbortController();
  const resolver = fakeResolver(world, () => {
    stop.abort(new Error('stopped by SIGTERM'));
    return new Failure('ABORTED', 'stopped while waiting for DNS');
  });
  const finder = createZoneFinder({ resolver, signal });
  const zoneServers = createZoneServers({ resolver, signal });
  const lookupAlias = createAliasLookup({ resolver, finder, zoneServers, signal: stop.signal });
  await assert.rejects(lookupAlias('_acme-challenge.example.com'), (error) => isFailure(error, 'ABORTED'));
});
