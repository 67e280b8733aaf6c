import { describeProvider } from '../../../core/testing/describe-provider.js';
import { asObject, basic, type Call, jsonAnswer, recordHandlers, restFake } from '../../../core/testing/fakes/index.js';

const types: Readonly<Record<number, string>> = {
  1: 'A',
  2: 'NS',
  5: 'CNAME',
  15: 'MX',
  16: 'TXT',
  28: 'AAAA',
  257: 'CAA',
};
const numberOf = (type: unknown) => Number(Object.keys(types).find((number) => types[Number(number)] === type));
const answer = (data: unknown, code = 200, msg = '') => jsonAnswer({ code, msg, data });
const pages = { by: 'page', parameter: 'pageIndex', size: 'pageSize', usual: 10, largest: 100 } as const;

function sent({ body }: Call): Record<string, unknown> {
  const { domainId: _zone, type, ...item } = asObject(body);
  return { ...item, type: types[Number(type)] };
}

const table = {
  form: { fields: { name: 'host', content: 'data' }, priority: { MX: 'preference' } },
  sent,
  done: (item: object | undefined) => answer(item ?? null),
  duplicate: answer(null, 400, '与已有记录冲突'),
  gone: answer(null, 400, '记录不存在'),
} as const;
const handlers = recordHandlers({ ...table, idOf: ({ query, body }) => query.id ?? asObject(body).id });

/** Types are numbers, also in the filter. */
function list(call: Call): object {
  const { type, ...query } = call.query;
  const asked = type === undefined ? {} : { type: types[Number(type)] ?? 'none' };
  return recordHandlers({
    ...table,
    pages,
    filters: { name: 'host', type: 'type' },
    ignores: ['domainId'],
    wrap: ({ items, total }) => ({
      code: 200,
      data: { total, results: items.map((item) => ({ ...item, type: numberOf((item as { type: string }).type) })) },
    }),
  }).list({ ...call, query: { ...query, ...asked } });
}

describeProvider('dnsla', {
  options: { apiId: 'id', apiSecret: 'opaque-secret' },
  refusal: 401,
  fake: restFake({
    base: 'https://api.dns.la/api',
    credentials: basic('id', 'opaque-secret'),
    zones: {
      list: 'GET /domainList',
      item: ({ id, name }) => ({ id, domain: `${name}.`, displayDomain: `${name}.`, state: 1 }),
      wrap: ({ items, total }) => ({ code: 200, msg: '', data: { total, results: items } }),
      pages,
    },
    records: { list: 'GET /none', form: {} },
    routes: {
      'GET /recordList': list,
      'POST /record': handlers.add,
      'PUT /record': handlers.alter,
      'DELETE /record': handlers.drop,
    },
  }),
});
