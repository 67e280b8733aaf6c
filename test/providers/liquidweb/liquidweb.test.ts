import { asObject, basic, type Call, describeProvider, type Page, restFake } from '../../../core/testing/index.js';

const pages = { by: 'page', parameter: 'page_num', usual: 25 } as const;
const paramsOf = ({ body }: Call) => asObject(asObject(body).params);
/** What stands in the query elsewhere stands in the body here. */
const asked = (call: Call) =>
  Object.fromEntries(Object.entries(paramsOf(call)).map(([key, value]) => [key, String(value)]));
const refusal = (name: string) => ({ error: '', error_class: `LW::Exception::${name}`, full_message: `${name}.` });
const wrap = ({ items, page, pages, total, size }: Page<object>) => {
  return { item_total: total, page_size: size, items, page_num: page, page_total: pages };
};
const options = { username: 'me', password: 'opaque-password', url: 'https://api.liquidweb.com' };
const item = { zone: 'example.com', name: '_acme-challenge.example.com', type: 'TXT', rdata: '"one"', ttl: 300 };
const sent = (what: string, params: object) => [`POST /v1/Network/DNS/Record/${what}`, { params }] as const;

describeProvider('liquidweb', {
  options,
  refusal: 401,
  isRead: ({ url }) => url.pathname.endsWith('/list'),
  fake: restFake({
    base: 'https://api.liquidweb.com',
    credentials: basic('me', 'opaque-password'),
    zones: {
      list: 'POST /bleed/Network/DNS/Zone/list',
      item: ({ id, name }) => ({ id: Number(id), name, active: 1 }),
      pages: { ...pages, usual: 1 },
      asked,
      wrap,
    },
    records: {
      list: 'POST /v1/Network/DNS/Record/list',
      create: 'POST /v1/Network/DNS/Record/create',
      remove: 'POST /v1/Network/DNS/Record/delete',
      form: { fields: { content: 'rdata' }, names: 'full', quotes: 'always' },
      numericIds: true,
      extra: ['zone'],
      ignores: ['zone'],
      asked,
      pages,
      sent: paramsOf,
      idOf: (call) => paramsOf(call).id,
      show: (item) => ({ ...item, prio: null, zone_id: '71' }),
      wrap,
      done: (item) => (item === undefined ? { deleted: 1 } : [200, item]),
      duplicate: [200, refusal('DuplicateRecord')],
      gone: [200, refusal('RecordNotFound')],
    },
  }),
  refusals: [[200, refusal('Forbidden'), ['AUTHENTICATION', /LW::Exception::Forbidden/]]],
  cases: {
    'creates with full names and quotes, and removes by a number, in a zone that was told': {
      options: { ...options, zone: 'example.com' },
      given: ['a TXT one'],
      creates: '_acme-challenge 300 TXT one',
      removes: '_acme-challenge TXT one',
      sends: [sent('create', item), sent('list', { zone: 'example.com', page_num: 1 }), sent('delete', { id: 2 })],
    },
  },
});
