import {
  asObject,
  basic,
  type Call,
  cut,
  describeProvider,
  recordHandlers,
  routedFake,
} from '../../../core/testing/index.js';

const pages = { by: 'page', parameter: 'page_num', usual: 25 } as const;
const paramsOf = ({ body }: Call) => asObject(asObject(body).params);
const told = { item_total: 2, page_size: 25 };
const refusal = (name: string) => ({ error: '', error_class: `LW::Exception::${name}`, full_message: `${name}.` });
const { list, add, drop } = recordHandlers({
  form: { fields: { content: 'rdata' }, names: 'full', quotes: 'always' },
  numericIds: true,
  extra: ['zone'],
  ignores: ['zone'],
  pages,
  sent: paramsOf,
  idOf: (call) => paramsOf(call).id,
  show: (item) => ({ ...item, prio: null, zone_id: '71' }),
  wrap: ({ items, page, pages }) => ({ ...told, items, page_num: page, page_total: pages }),
  done: (item) => (item === undefined ? { deleted: 1 } : [200, item]),
  duplicate: [200, refusal('DuplicateRecord')],
  gone: [200, refusal('RecordNotFound')],
});
/** What stands in the query elsewhere stands in the body here. */
const listed = (call: Call) =>
  list({
    ...call,
    query: Object.fromEntries(Object.entries(paramsOf(call)).map(([key, value]) => [key, String(value)])),
  });
const zones = ['POST /bleed/Network/DNS/Zone/list', { params: { page_num: 1 } }] as const;
const records = ['POST /v1/Network/DNS/Record/list', { params: { zone: 'example.com', page_num: 1 } }] as const;

describeProvider('liquidweb', {
  options: { username: 'me', password: 'opaque-password', url: 'https://api.liquidweb.com' },
  refusal: 401,
  isRead: ({ url }) => url.pathname.endsWith('/list'),
  fake: routedFake({
    base: 'https://api.liquidweb.com',
    credentials: basic('me', 'opaque-password'),
    routes: {
      'POST /bleed/Network/DNS/Zone/list': (call) => {
        const zones = call.account.zones.map(({ id, name }) => ({ id: Number(id), name, active: 1 }));
        const {
          items,
          page,
          pages: all,
        } = cut(zones, { page_num: String(paramsOf(call).page_num) }, { ...pages, usual: 1 });
        return { ...told, items, page_num: page, page_total: all };
      },
      'POST /v1/Network/DNS/Record/list': listed,
      'POST /v1/Network/DNS/Record/create': add,
      'POST /v1/Network/DNS/Record/delete': drop,
    },
  }),
  refusals: [[200, refusal('Forbidden'), ['AUTHENTICATION', /LW::Exception::Forbidden/]]],
  cases: {
    'creates with full names and quotes, in a zone that was told': {
      options: { username: 'me', password: 'opaque-password', url: 'https://api.liquidweb.com', zone: 'example.com' },
      creates: '_acme-challenge 300 TXT one',
      sends: [
        [
          'POST /v1/Network/DNS/Record/create',
          {
            params: { zone: 'example.com', name: '_acme-challenge.example.com', type: 'TXT', rdata: '"one"', ttl: 300 },
          },
        ],
      ],
    },
    'removes by a number': {
      given: ['a TXT one', 'a TXT two'],
      removes: 'a TXT two',
      sends: [
        zones,
        [zones[0], { params: { page_num: 2 } }],
        records,
        ['POST /v1/Network/DNS/Record/delete', { params: { id: 2 } }],
      ],
    },
  },
});
