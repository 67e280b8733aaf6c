import type { ProviderManifest } from '../sdk/manifest.js';
import type { Environment } from './environment.js';
import type { ProblemCollector } from './problems.js';

/** What lego has for each of its providers, and what there is here in its place. https://go-acme.github.io/lego/dns/ */
const settings: Readonly<Record<string, string>> = {
  TTL: 'Set LEXICON_TTL where the TTL of the TXT records matters',
  PROPAGATION_TIMEOUT: 'Set LEXICON_SLEEP_TIME and LEXICON_MAX_CHECKS where the provider needs longer than it should',
  POLLING_INTERVAL: 'Leave it out: the name servers are asked as often as makes sense',
  SEQUENCE_INTERVAL:
    'Leave it out: records of one name that exclude each other are written one after the other by themselves',
  HTTP_TIMEOUT: 'Leave it out: each request has a time limit of its own',
};

/** Names variables of lego that mean nothing here, so that nobody believes them to be in force. */
export function warnOfForeign(manifest: ProviderManifest, environment: Environment, problems: ProblemCollector): void {
  const known = new Set(Object.values(manifest.options).flatMap(({ env = [] }) => env));
  for (const prefix of manifest.legoPrefixes ?? []) {
    for (const [suffix, hint] of Object.entries(settings)) {
      const name = `${prefix}_${suffix}`;
      if (!known.has(name) && environment.isSet(name))
        problems.warn(name, 'this variable of lego has no meaning here', { hint });
    }
  }
}
