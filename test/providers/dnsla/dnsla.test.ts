import { asObject, basic, describeProvider, recordHandlers, restFake } from '../../../core/testing/index.js';

const answer = (data: unknown, code = 200, msg = '') => [200, { code, msg, data }] as const;
const pages = { by: 'page', parameter: 'pageIndex', size: 'pageSize', usual: 10, largest: 100 } as const;
const { list, add, alter, drop } = recordHandlers({
  form: {
    fields: { name: 'host', content: 'data' },
    priority: { MX: 'preference' },
    // As in the DNS, also in the filter.
    types: { A: 1, NS: 2, CNAME: 5, MX: 15, TXT: 16, AAAA: 28, SRV: 33, CAA: 257 },
  },
  extra: ['domainId'],
  pages,
  filters: { name: 'host', type: 'type' },
  ignores: ['domainId', 'data'],
  idOf: ({ query, body }) => query.id ?? asObject(body).id,
  wrap: ({ items, total }, { query: { data = '' } }) => {
    return { code: 200, data: { total, results: items.filter((item) => JSON.stringify(item).includes(data)) } };
  },
  done: (item) => answer(item === undefined ? null : { id: asObject(item).id }),
  duplicate: answer(null, 400, '与已有记录冲突'),
  gone: answer(null, 400, '记录不存在'),
});

describeProvider('dnsla', {
  options: { apiId: 'id', apiSecret: 'opaque-secret' },
  refusal: 401,
  fake: restFake({
    base: 'https://api.dns.la/api',
    credentials: basic('id', 'opaque-secret'),
    zones: {
      list: 'GET /domainList',
      one: 'GET /domain',
      item: ({ id, name }) => ({ id, domain: `${name}.`, displayDomain: `${name}.`, state: 1 }),
      wrapOne: (zone) => answer(zone),
      wrap: ({ items, total }) => ({ code: 200, msg: '', data: { total, results: items } }),
      pages,
    },
    zoneOf: ({ query }) => (query.domain === undefined ? undefined : { name: query.domain }),
    routes: { 'GET /recordList': list, 'POST /record': add, 'PUT /record': alter, 'DELETE /record': drop },
  }),
});
