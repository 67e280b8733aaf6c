import { cut, describeProvider, recordHandlers, routedFake } from '../../../core/testing/index.js';

const answer = ({ items, total }: { items: readonly object[]; total: number }) => ({
  code: 200,
  data: { TotalRecords: total, Records: items },
});
const { list, add, drop } = recordHandlers({
  form: { fields: { id: 'record_id', name: 'host', content: 'value' }, priority: { MX: 'level' } },
  numericIds: true,
  extra: ['level', 'line'],
  pages: { by: 'page', parameter: 'page_no', size: 'limit', usual: 20, largest: 100 },
  idOf: ({ query }) => query.record_id,
  wrap: answer,
  done: () => [200, { code: 200, data: 'success' }],
});
const options = '{"columnFilters":{"domains.Domain":""},"sort":[],"page":1,"perPage":100}';
const zones = `GET /domain?options=${encodeURIComponent(options)}`;
const records = '/domain/71/dns';

describeProvider('rainyun', {
  options: { apiKey: 'opaque-api-key' },
  fake: routedFake({
    base: 'https://api.v2.rainyun.com/product',
    credentials: { 'x-api-key': 'opaque-api-key' },
    refused: [403, { code: 30039, message: '密钥认证错误或已失效' }],
    missing: [404, { code: 404, message: 'not found' }],
    routes: {
      'GET /domain': ({ query, account }) => {
        const { page, perPage } = JSON.parse(query.options ?? '{}');
        const all = account.zones.map(({ id, name }) => ({ id: Number(id), domain: name }));
        const asked = { page: String(page), perPage: String(perPage) };
        return answer(cut(all, asked, { by: 'page', parameter: 'page', size: 'perPage', usual: 10, largest: 100 }));
      },
      'GET /domain/{zone}/dns': list,
      'POST /domain/{zone}/dns': add,
      'DELETE /domain/{zone}/dns': drop,
    },
  }),
  refusals: [[403, { code: 30039, message: '密钥认证错误或已失效' }, ['AUTHENTICATION', /密钥认证错误/]]],
  cases: {
    'creates with a level and a line': {
      creates: '_acme-challenge 120 TXT one',
      sends: [
        zones,
        `GET ${records}?limit=100&page_no=1`,
        [
          `POST ${records}`,
          { host: '_acme-challenge', type: 'TXT', value: 'one', ttl: 120, level: 10, line: 'DEFAULT' },
        ],
      ],
    },
    'removes by an id in the address': {
      given: ['a TXT one', 'a TXT two'],
      removes: 'a TXT two',
      sends: [zones, `GET ${records}?limit=100&page_no=1`, `DELETE ${records}?record_id=2`],
    },
  },
});
