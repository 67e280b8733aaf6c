import { canonicalName, isWithin } from '../../../core/sdk/index.js';

/** What a service gives for each name on its own: keys, passwords, ids of records. */
export interface Keys {
  readonly all: readonly string[];
  /** The key of a name, given for it or for its domain. */
  of(hostname: string): string | undefined;
  /** Whether there may be a key for something in this zone. */
  isWithin(zone: string): boolean;
}

/** Reads `www.example.com:KEY,example.org:KEY`, or one key for all; what stands for a name is for its challenge as well. */
export function keysOf(text: string): Keys {
  const pairs = [...text.matchAll(/(?:([^\s,:]+):)?([^\s,]+)/g)].map(([, domain, key = '']) => ({
    domain: domain && canonicalName(domain).replace(/^\*\.|^_acme-challenge\./, ''),
    key,
  }));
  const forAll = pairs.find(({ domain }) => domain === undefined)?.key;
  return {
    all: pairs.map(({ key }) => key),
    of(hostname) {
      const wanted = hostname.replace(/^_acme-challenge\./, '');
      return pairs.find(({ domain }) => domain === wanted)?.key ?? forAll;
    },
    isWithin: (zone) =>
      forAll !== undefined || pairs.some(({ domain }) => domain !== undefined && isWithin(domain, zone)),
  };
}
