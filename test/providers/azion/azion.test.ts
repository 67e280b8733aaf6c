import {
  basic,
  type Call,
  cut,
  describeProvider,
  every,
  nothing,
  type Page,
  restFake,
  setForm,
  setsOf,
  writeSet,
} from '../../../core/testing/index.js';

const form = setForm({
  fields: { name: 'entry', type: 'record_type', values: 'answers_list' },
  values: 'bare',
  taken: ['policy'],
});
const pages = { by: 'page', parameter: 'page', size: 'page_size', usual: 10, largest: 100 } as const;
const wrap = (results: unknown, { total, pages }: Page<object>) => ({ count: total, total_pages: pages, results });
const accept = 'application/json; version=3';
const records = '/intelligent_dns/71/records';
const found = ['GET /intelligent_dns?page=1&page_size=50', `GET ${records}?page=1&page_size=50`] as const;

function list({ zone, query }: Call): object {
  const all = setsOf(zone).map((set, index) => ({ record_id: index + 1, policy: 'simple', ...form.toSet(set, zone) }));
  const page = cut(all, query, pages);
  return wrap({ zone_id: Number(zone.id), zone_domain: zone.name, records: page.items }, page);
}

function save(call: Call): object {
  writeSet(call.zone, form.fromSet(call.body, call));
  return { results: call.body, schema_version: 3 };
}

describeProvider('azion', {
  options: { personalToken: 'opaque-token' },
  refusal: 401,
  fake: restFake({
    base: 'https://api.azionapi.net',
    credentials: every({ accept }, ({ headers }) => /^token opaque-token$/i.test(headers.authorization ?? '')),
    logins: { 'POST /tokens': { sends: basic('me@example.org', 'opaque-password'), gives: { token: 'opaque-token' } } },
    zones: {
      list: 'GET /intelligent_dns',
      item: ({ id, name }) => ({ id: Number(id), name: 'a title', domain: name, is_active: true }),
      wrap: (page) => wrap(page.items, page),
      pages,
    },
    records: { form: {} },
    routes: {
      'GET /intelligent_dns/{zone}/records': list,
      'POST /intelligent_dns/{zone}/records': save,
      'PUT /intelligent_dns/{zone}/records/{id}': save,
      'DELETE /intelligent_dns/{zone}/records/{id}': ({ zone, params }) => {
        const set = setsOf(zone)[Number(params.id) - 1];
        if (set === undefined) return [404, { detail: 'Not found.' }];
        writeSet(zone, { ...set, values: [] });
        return nothing;
      },
    },
  }),
  cases: {
    'adds a value to a set, and keeps what else is said of it': {
      given: ['a TXT one'],
      creates: 'a 60 TXT two',
      sends: [
        ...found,
        [
          `PUT ${records}/1`,
          { policy: 'simple', record_type: 'TXT', entry: 'a', answers_list: ['one', 'two'], ttl: 60 },
        ],
      ],
    },
    'gets a token for an e-mail address and a password': {
      options: { email: 'me@example.org', password: 'opaque-password' },
      asks: [
        { request: 'POST /tokens', status: 502 },
        {
          request: 'POST /tokens',
          headers: { authorization: `Basic ${btoa('me@example.org:opaque-password')}` },
          answer: { token: 'opaque-token', expires_at: '2027-01-01T00:00:00Z' },
        },
        {
          request: 'GET /intelligent_dns?page=1&page_size=50',
          headers: { authorization: 'Token opaque-token' },
          answer: { total_pages: 1, results: [{ id: 7, domain: 'example.com' }] },
        },
      ],
    },
  },
});
