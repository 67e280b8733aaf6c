import { fullName, relativeName } from '../../../core/sdk/index.js';
import { type FakeApi, type FakeSet, header, setFake } from '../../../core/testing/index.js';

interface Sent {
  readonly ttl?: number;
  /** Told with a set. acme.sh takes it out before it writes one, so it is refused here; what the service does is unproven. */
  readonly updated_at?: number;
  readonly resource_records: readonly { readonly content: readonly (string | number)[] }[];
}

const parts: Readonly<Record<string, RegExp>> = { MX: /^(\d+) (.+)$/, CAA: /^(\d+) (\w+) "(.*)"$/ };

/** A value is a list of its parts: numbers are numbers, hosts end with a dot. */
function toParts(type: string, value: string): (string | number)[] {
  if (type === 'SRV') return `${value}.`.split(' ').map((word) => (/^\d+$/.test(word) ? Number(word) : word));
  const [, number, ...rest] = parts[type]?.exec(value) ?? [];
  if (number !== undefined) return [Number(number), ...(type === 'MX' ? [`${rest[0]}.`] : rest)];
  return [/^(CNAME|NS)$/.test(type) ? `${value}.` : value];
}

function toValue(type: string, content: readonly (string | number)[]): string {
  const [number, ...rest] = content;
  if (type === 'TXT' && content.length === 1) return String(content[0]);
  if (type === 'SRV' && typeof number === 'number')
    return [number, ...rest.slice(0, -1), withoutDot(rest.at(-1))].join(' ');
  if (type === 'MX' && typeof number === 'number') return `${number} ${withoutDot(rest[0])}`;
  if (type === 'CAA' && typeof number === 'number') return `${number} ${rest[0]} "${rest[1]}"`;
  if (/^(CNAME|NS)$/.test(type)) return withoutDot(number);
  if (/^(A|AAAA)$/.test(type)) return String(number);
  throw new Error(`no ${type} record`);
}

function withoutDot(host: unknown): string {
  if (!String(host).endsWith('.')) throw new Error('the final dot is missing');
  return String(host).slice(0, -1);
}

const one = '/zones/{domain}/{name}/{type}';

/** The DNS API of Gcore, which others have as well. https://api.gcore.com/docs/dns */
export function gcoreFake(base: string): () => FakeApi {
  const create = setFake({
    base,
    missing: [404, { error: 'zone is not found' }],
    routes: { 'GET /clients/me/features': () => ({ id: 7, features: [] }) },
    credentials: header('authorization', 'APIKey opaque-token'),
    zones: { one: 'GET /zones/{domain}', item: ({ name }) => ({ name }) },
    sets: {
      list: 'GET /zones/{domain}/rrsets',
      one: `GET ${one}`,
      create: `POST ${one}`,
      put: `PUT ${one}`,
      remove: `DELETE ${one}`,
      gone: { error: 'record is not found' },
      exists: { error: 'rrset is already exists' },
      pages: { by: 'offset', parameter: 'offset', size: 'limit', usual: 100, largest: 1000 },
      toName: (name, zone) => fullName(name, zone.name),
      wrap: ({ items, total }) => ({ rrsets: items, total_amount: total }),
      toSet: ({ type, name, ttl, values }, zone) => ({
        name: fullName(name, zone.name),
        type,
        ttl,
        updated_at: 1764335000,
        resource_records: values.map((value, index) => ({
          ...{ id: index + 1, content: toParts(type, value), enabled: true, meta: {} },
        })),
      }),
      fromSet: ({ ttl = 300, resource_records, updated_at }: Sent, { type = '', name = '' }, zone): FakeSet => ({
        type,
        name: relativeName(name, zone.name),
        ttl,
        values: updated_at === undefined ? resource_records.map(({ content }) => toValue(type, content)) : [],
      }),
    },
  });
  return () => {
    const api = create();
    // A type may be written in small letters.
    const toLarge = ({ href }: URL) => new URL(href.replace(/\/txt$/, '/TXT'));
    return { ...api, answer: (request) => api.answer({ ...request, url: toLarge(request.url) }) };
  };
}
