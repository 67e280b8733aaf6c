import assert from 'node:assert/strict';
import { createAliasLookup } from '../../../core/dns/alias-lookup.js';
import { findChallengeTarget } from '../../../core/dns/challenge-target.js';
import { createResolver } from '../../../core/dns/resolver.js';
import { decodeAnswer, encodeQuery } from '../../../core/dns/wire.js';
import { zoneCandidates } from '../../../core/dns/zone-candidates.js';
import { createZoneFinder } from '../../../core/dns/zone-finder.js';
import { createZoneServers } from '../../../core/dns/zone-servers.js';
import { Failure, isFailure } from '../../../core/sdk/index.js';
import type { FuzzTarget } from '../target.js';
import { strangeAnswer } from './dns-messages.js';

/** Questions that one look-up may ask at most, whatever it is told. */
const mostQuestions = 600;

/** Not the program's own idea of it. */
const hostName = /^[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/;

/** A stranger's DNS leads to a host name in a zone around it, or to a failure; never round and round. */
export const dnsNames: FuzzTarget = {
  name: 'dns-names',
  async run(random) {
    const { signal } = new AbortController();
    let asked = 0;
    const resolver = createResolver({
      servers: [{ host: '192.0.2.53', port: 53 }],
      attempts: 1,
      async exchange(server, question) {
        asked += 1;
        assert.ok(asked <= mostQuestions, 'too many questions');
        const query = { ...question, id: 1, edns: true };
        const answer = random.oneIn(12)
          ? undefined
          : decodeAnswer(strangeAnswer(random, encodeQuery(query)), query, server.host);
        if (answer === undefined) throw new Failure('TIMEOUT', 'no answer');
        return answer;
      },
    });
    const finder = createZoneFinder({ resolver, signal });
    const zoneServers = createZoneServers({ resolver, signal });
    const lookupAlias = createAliasLookup({ resolver, finder, zoneServers, signal });
    try {
      const found = await findChallengeTarget('www.example.com', { lookupAlias, finder, onUnknown: () => {} });
      for (const { target, zone } of [found, ...(found.beyond === undefined ? [] : [found.beyond])]) {
        for (const name of [target, zone.apex, ...zoneCandidates(target, zone)]) assert.match(name, hostName);
        assert.ok(target === zone.apex || target.endsWith(`.${zone.apex}`), `${target} in ${zone.apex}`);
      }
    } catch (error) {
      if (!isFailure(error, 'DNS')) throw error;
    }
  },
};
