import { createHmac } from 'node:crypto';
import { fullName } from '../../../core/sdk/index.js';
import type { ProviderTest } from '../../../core/testing/describe-provider.js';
import { asObject, type Call, jsonAnswer, refuse, restFake } from '../../../core/testing/fakes/index.js';
import type { SentRequest } from '../../../core/testing/wire.js';

const records = '/v2/service/{zone}/dns/record';
const form = {
  names: 'full' as const,
  priority: { MX: 'priority', SRV: 'priority' },
  parts: { CAA: ['flags', 'tag', 'content'] as const, SRV: ['weight', 'port', 'content'] as const },
};

/** The time is taken with and without its dashes and colons. */
function isSigned({ method, url, headers }: SentRequest): boolean {
  const date = (headers.date ?? '').replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, '$1-$2-$3:$4:$5');
  const seconds = Date.parse(date) / 1000;
  const signature = createHmac('sha1', 'opaque-secret').update(`${method} ${url.pathname} ${seconds}`).digest('hex');
  const isNow = Math.abs(Date.now() / 1000 - seconds) < 60;
  const basic = Buffer.from(`opaque-key:${signature}`).toString('base64');
  return isNow && headers.authorization === `Basic ${basic}`;
}

/** Relative names are taken, the empty one at the apex, and full ones shown. */
function sent({ body, zone }: Call): object {
  const { name, ...fields } = asObject(body);
  if (typeof name !== 'string' || name === '@' || name.endsWith('.')) refuse(422, { title: 'invalid name' });
  return { ...fields, name: fullName(name === '' ? '@' : String(name), zone.name) };
}

/** One API under two names. */
export function subject(host: string): ProviderTest {
  return {
    options: { apiKey: 'opaque-key', secret: 'opaque-secret' },
    refusal: 401,
    fake: restFake({
      base: `https://rest.${host}`,
      credentials: isSigned,
      refused: jsonAnswer({ message: 'Incorrect API key or password.', code: 401 }, 401),
      zones: {
        list: 'GET /v1/user/self/service',
        item: ({ id, name }) => ({ id: Number(id), serviceName: 'domain', status: 'active', name }),
        wrap: ({ items }) => ({
          items: [{ id: 1, serviceName: 'The Hosting', name: 'example.com' }, ...items],
          pager: { page: 1, pagesize: null },
        }),
      },
      routes: {
        'GET /v2/check': () => ({ verified: true }),
        'GET /v1/user/self/zone/{domain}': ({ zone: { id, name } }) => ({ id: Number(id), name }),
      },
      records: {
        list: `GET ${records}`,
        create: `POST ${records}`,
        change: `PUT ${records}/{id}`,
        remove: `DELETE ${records}/{id}`,
        form,
        numericIds: true,
        sent,
        pages: { by: 'page', parameter: 'page', size: 'rowsPerPage', usual: 20, largest: 100 },
        wrap: ({ items, page, pages, size, total }) => ({
          currentPage: page,
          rowsPerPage: size,
          totalPages: pages,
          totalRecords: total,
          data: items,
        }),
      },
    }),
    cases: {
      'creates with the name relative to the zone': {
        asks: [
          {
            request: `GET https://rest.${host}/v1/user/self/service`,
            answer: { items: [{ id: 7, serviceName: 'domain', name: 'example.com' }] },
          },
          {
            request: `GET https://rest.${host}/v2/service/7/dns/record?page=1&rowsPerPage=100`,
            answer: { data: [], totalPages: 0 },
          },
          {
            request: `POST https://rest.${host}/v2/service/7/dns/record`,
            headers: { 'accept-language': 'en_us', date: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/ },
            body: { type: 'TXT', name: '_acme-challenge', content: 'one', ttl: 120 },
            status: 204,
          },
        ],
        does: (service) => service.create({ type: 'TXT', name: '_acme-challenge', content: 'one', ttl: 120 }),
      },
    },
  };
}
