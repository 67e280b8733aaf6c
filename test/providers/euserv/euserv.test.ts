import { describeProvider } from '../../../core/testing/describe-provider.js';
import {
  allowOnly,
  type Call,
  cut,
  itemForm,
  jsonAnswer,
  recordHandlers,
  routedFake,
} from '../../../core/testing/fakes/index.js';

const base = 'https://support.euserv.com/?method=json';
const table = { form: { fields: { name: 'subdomain' }, apex: '', priority: { MX: 'prio' } } } as const;
const form = itemForm(table);
const refused = (message: string) => jsonAnswer({ message, code: '500', result: [] });
const success = (result: object = {}) => jsonAnswer({ message: 'success', code: '100', result });
const wrapped = (item: object) =>
  Object.fromEntries(Object.entries(item).map(([key, value]) => [key, { value: String(value) }]));
const loginFailed = 'Login failed.<br>Please check email address/customer ID and password.';
const common = ['method', 'lang_id', 'sess_id', 'subaction'];

function fieldsOf({ query }: Call): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query).filter(([name]) => ![...common, 'dom_id', 'dns_record_id'].includes(name)),
  );
}

const handlers = recordHandlers({
  ...table,
  sent: (call) => ({ ...fieldsOf(call), ttl: Number(call.query.ttl) }),
  idOf: ({ query }) => query.dns_record_id,
  done: () => success(),
  gone: refused('DNS record not found'),
});

function list({ query, zone, account }: Call): object {
  const { dns_records_load_only_for_dom_id: domain, ...rest } = query;
  const prefix = 'dns_records_load_';
  allowOnly(rest, [...common, ...['type', 'subdomain', 'content', 'page'].map((name) => prefix + name)]);
  const own = account.zones.map(({ id, name }) => wrapped({ dom_id: id, dom_domain: name }));
  if (domain === undefined) return success({ domains: own });
  const asked = ['type', 'subdomain', 'content'].filter((name) => query[prefix + name] !== undefined);
  const found = zone.records
    .all()
    .map(([id, record]) => ({ prio: '', ...form.toItem(record, id, zone) }) as Record<string, unknown>)
    .filter((item) => asked.every((name) => String(item[name]) === query[prefix + name]));
  const paging = { by: 'page', parameter: 'dns_records_load_page', usual: 100 } as const;
  const { items, total } = cut(found, query, paging);
  return success({
    domains: [{ ...wrapped({ dom_id: domain, dom_domain: zone.name }), dns_records: items.map(wrapped) }],
    ...wrapped({ dns_record_count_max: 100, dns_record_count_total: total }),
  });
}

const call = (fields: string) => `GET /?method=json${fields}`;
const listing = (filter = '') => call(`&subaction=kc2_domain_dns_get_records&sess_id=opaque-session${filter}`);
const opening = (order: string) => [
  call(''),
  call('&subaction=login&sess_id=opaque-start&email=me@example.com&password=opaque-password'),
  call(`&subaction=choose_order&sess_id=opaque-session&ord_no=${order}`),
];

describeProvider('euserv', {
  refusals: [[200, { message: 'The record already exists', code: '500', result: [] }, 'RECORD_EXISTS']],
  options: { username: 'me@example.com', password: 'opaque-password' },
  isRead: ({ url }) => !/_(set|remove)$/.test(url.searchParams.get('subaction') ?? ''),
  fake: routedFake({
    base: 'https://support.euserv.com',
    credentials: ({ url: { searchParams } }) => searchParams.get('method') === 'json',
    command: ({ request: { method, url }, query }) =>
      method === 'GET' && url.pathname === '/' ? (query.subaction ?? 'start') : 'none',
    routes: {
      start: () => success({ sess_id: { value: 'opaque-start' } }),
      login: ({ query }) => {
        const isRight = query.email === 'me@example.com' && query.password === 'opaque-password';
        if (!isRight || query.sess_id !== 'opaque-start') return refused(loginFailed);
        const orders = [
          { ord_no: '7', ord_description: 'vServer' },
          { ord_no: '8', ord_description: 'Domains\nexample.com' },
        ];
        return success({ sess_id: { value: 'opaque-session' }, orders: orders.map(wrapped) });
      },
      choose_order: ({ query }) => (query.ord_no === '8' ? success() : success({ domains: [] })),
      kc2_domain_dns_get_records: list,
      kc2_domain_dns_set: (call) =>
        call.query.dns_record_id === undefined ? handlers.add(call) : handlers.alter(call),
      kc2_domain_dns_remove: handlers.drop,
    },
  }),
  cases: {
    'looks first in the contract that names the domain, opens it once, and asks for no more than it must': {
      given: ['a TXT one', '@ MX 10 mail.example.net'],
      does: async (service) => {
        await service.list({ type: 'TXT', name: 'a', content: 'one' });
        await service.list({ type: 'MX', name: '@', content: '10 mail.example.net' });
      },
      sends: [
        ...opening('8'),
        listing(),
        listing(
          '&dns_records_load_only_for_dom_id=71&dns_records_load_type=TXT&dns_records_load_subdomain=a&dns_records_load_content=one',
        ),
        listing('&dns_records_load_only_for_dom_id=71&dns_records_load_type=MX'),
      ],
    },
    'looks in the contract that is told': {
      options: { username: 'me@example.com', password: 'opaque-password', orderId: '9' },
      sends: [...opening('9'), listing()],
    },
    'stays in the session that it began where the login names none': {
      options: { username: 'me@example.com', password: 'opaque-password', orderId: '8' },
      answers: {
        'GET /?method=json&subaction=login': [200, { code: '100', message: 'success', result: {} }],
      },
      sends: [...opening('8'), listing()].map((address) => address.replace('opaque-session', 'opaque-start')),
    },
    'does nothing in a contract that cannot be opened': {
      answers: {
        'GET /?method=json&subaction=choose_order': [200, { message: 'No such order', code: '500', result: [] }],
      },
      sends: opening('8'),
      fails: ['API', /No such order/],
    },
    'says that the login was refused': {
      asks: [
        { request: `GET ${base}`, answer: { message: 'success', code: '100', result: { sess_id: { value: 's' } } } },
        {
          request: `GET ${base}&subaction=login&sess_id=s&email=me%40example.com&password=opaque-password`,
          answer: { message: loginFailed, code: '10006', result: { sess_id: { value: 's' } } },
        },
      ],
      does: (service) => service.findZone(),
      fails: ['AUTHENTICATION', /Login failed\. Please check/],
    },
  },
});
