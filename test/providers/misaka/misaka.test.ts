import { fromPresentation, needsQuotes, quoteTxt } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import { allowOnly, asObject, header, jsonAnswer, setFake } from '../../../core/testing/fakes/index.js';

const base = 'https://api.misaka.io/dns/zones/example.com';

describeProvider('misaka', {
  options: { token: 'opaque-token' },
  refusal: 401,
  fake: setFake({
    base: 'https://api.misaka.io/dns',
    credentials: header('authorization', 'Token opaque-token'),
    missing: jsonAnswer({ detail: 'Not found.' }, 404),
    zones: { one: 'GET /zones/{domain}/settings' },
    sets: {
      list: 'GET /zones/{domain}/recordsets',
      one: 'GET /zones/{domain}/recordsets/{name}/{type}',
      create: 'POST /zones/{domain}/recordsets/{name}/{type}',
      change: 'PUT /zones/{domain}/recordsets/{name}/{type}',
      remove: 'DELETE /zones/{domain}/recordsets/{name}/{type}',
      pages: { by: 'offset', parameter: 'offset', size: 'limit', usual: 100, largest: 1000 },
      filters: { name: 'name' },
      toSet: ({ type, name, ttl, values }) => ({
        name,
        type,
        ttl,
        enabled: true,
        records: values.map((text) => ({ value: type === 'TXT' && needsQuotes(text) ? quoteTxt(text) : text })),
        filters: [],
      }),
      fromSet: (body: { ttl: number; records: { value: string }[] }, { name = '', type = '' }) => {
        allowOnly(asObject(body), ['ttl', 'records', 'filters']);
        return { name, type, ttl: body.ttl, values: body.records.map(({ value }) => fromPresentation(type, value)) };
      },
      wrap: ({ items, total, next }) => ({
        count: total,
        next: next === undefined ? null : `${base}/recordsets?offset=${next}`,
        previous: null,
        results: items,
      }),
    },
  }),
  cases: {
    'sends what stands beside a value back as it was read': {
      asks: [
        { request: `GET ${base}/settings`, answer: { name: 'example.com' } },
        {
          request: `GET ${base}/recordsets/a/TXT`,
          answer: {
            name: 'a',
            type: 'TXT',
            ttl: 60,
            records: [{ value: '"one"', meta: { x: 1 } }],
            filters: [{ t: 1 }],
          },
        },
        {
          request: `PUT ${base}/recordsets/a/TXT`,
          body: { ttl: 60, records: [{ value: '"one"', meta: { x: 1 } }, { value: 'two' }], filters: [{ t: 1 }] },
          answer: {},
        },
      ],
      does: (service) => service.create({ type: 'TXT', name: 'a', content: 'two', ttl: 300 }),
    },
  },
});
