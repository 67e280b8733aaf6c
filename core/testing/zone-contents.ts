import type { FakeApi, FakeRecord } from './fake-api.js';

/** Where the values of challenges stand. */
export const challenge = { type: 'TXT', name: '_acme-challenge' };

/** In seconds: a TTL that nearly every service takes. */
export const ttl = 600;

/** Records of other people, which must come through everything. */
export const others: readonly FakeRecord[] = [
  { type: 'A', name: '@', content: '192.0.2.1', ttl },
  { type: 'A', name: 'www', content: '192.0.2.2', ttl },
  { type: 'CNAME', name: 'docs', content: 'docs.example.net', ttl },
  { type: 'MX', name: '@', content: '10 mail.example.net', ttl },
  { type: 'TXT', name: '@', content: 'v=spf1 -all', ttl },
  { type: 'TXT', name: '_acme-challenge.www', content: 'of-another-name', ttl },
];

/** The values of the challenge in the zone, sorted. */
export function challenges(fake: FakeApi): string[] {
  const matching = fake.records().filter(({ type, name }) => type === 'TXT' && name === '_acme-challenge');
  return matching.map(({ content }) => content).sort();
}

/** Without TTLs: some services have one for a whole set. */
export function sorted(records: readonly Omit<FakeRecord, 'ttl'>[]): string[] {
  return records.map(({ type, name, content }) => `${name} ${type} ${content}`).sort();
}
