import { type Answer, decode, encode } from 'dns-packet';
import type { Random } from '../random.js';

/** Labels that a stranger may put into his zone. */
const labels = [
  'www',
  '_acme-challenge',
  'x/y',
  '%2e%2e',
  'a?b',
  '#',
  'é',
  'a b',
  '@',
  '*',
  '-',
  'xn--4ca',
  '..',
  'example',
] as const;

/** A name in or out of `example.com`, some of them none that a host could have. */
export function strangeName(random: Random): string {
  const own = Array.from({ length: random.below(3) }, () => random.pick([...labels] as [string, ...string[]]));
  return [...own, random.pick(['example.com', 'example.net', 'com', 'duckdns.org'])].join('.');
}

export function strangeRecord(random: Random, name: string): Answer {
  const data = strangeName(random);
  switch (random.below(6)) {
    case 0:
      return { type: 'CNAME', name, ttl: random.below(600), data };
    case 1:
      return { type: 'NS', name, ttl: 60, data };
    case 2:
      return { type: 'TXT', name, ttl: 60, data: [random.bytes(random.below(60)), 'text'] };
    case 3:
      return { type: 'A', name, ttl: 60, data: '192.0.2.1' };
    case 4:
      return { type: 'CAA', name, ttl: 60, data: { flags: random.below(256), tag: 'issue', value: 'ca.example' } };
    default:
      return {
        type: 'SOA',
        name: random.oneIn(2) ? name : data,
        ttl: 60,
        data: { mname: data, rname: data, serial: 1, refresh: 1, retry: 1, expire: 1, minimum: random.below(600) },
      };
  }
}

/** An answer to a query that may be true, false or nonsense. */
export function strangeAnswer(random: Random, query: Buffer): Buffer {
  const { id = 0, questions = [] } = decode(query);
  const asked = questions[0]?.name ?? '';
  const records = (): Answer[] =>
    Array.from({ length: random.below(4) }, () => strangeRecord(random, random.oneIn(3) ? strangeName(random) : asked));
  const flags = random.pick([0, 0, 0, 2, 3, 5]) | (random.oneIn(2) ? 0x0400 : 0);
  const message = encode({ type: 'response', id, flags, questions, answers: records(), authorities: records() });
  return random.oneIn(3) ? random.mutate(message) : message;
}
