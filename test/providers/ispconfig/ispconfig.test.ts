import { isFailure } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import type { Exchange } from '../../../core/testing/exchanges.js';
import { asObject, type Call, itemForm, jsonAnswer, routedFake } from '../../../core/testing/fakes/index.js';

const serverUrl = 'https://panel.example.net:8080/remote/json.php';
const options = { serverUrl, username: 'remote', password: 'opaque-password' };
const form = itemForm({
  form: { fields: { content: 'data' }, names: 'fqdn', priority: { MX: 'aux', SRV: 'aux' }, dots: true },
  extra: ['aux', 'server_id', 'zone', 'active', 'stamp', 'serial'],
});

function ok(response: unknown) {
  return jsonAnswer({ code: 'ok', message: '', response });
}

function fault(message: string) {
  return jsonAnswer({ code: 'remote_fault', message, response: false });
}

function methodOf({ url }: { readonly url: URL }): string {
  return url.search.slice(1);
}

function sent({ body, zone }: Call) {
  const { params, client_id, update_serial } = asObject(body);
  const { update_serial: _too, ...item } = asObject(params);
  const isOfMail = /^(mx|srv)$/.test(String(item.type));
  const isStamped = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(String(item.stamp));
  if (!isStamped || !/^[a-z]+$/.test(String(item.type)) || (!isOfMail && item.aux !== '0'))
    throw new Error('data error');
  const isComplete =
    item.server_id === '3' && item.zone === zone.id && item.active === 'y' && /^[07]$/.test(String(client_id));
  if (!isComplete || update_serial !== true || typeof item.ttl !== 'string' || typeof item.aux !== 'string')
    throw new Error('data_processing_error');
  return form.fromItem({ ...item, type: String(item.type).toUpperCase() }, zone);
}

const types = ['a', 'aaaa', 'cname', 'mx', 'ns', 'txt', 'srv', 'caa'];
const writing = types.flatMap((type) => [
  [`dns_${type}_add`, (call: Call) => ok(call.zone.records.insert(sent(call)))] as const,
  [
    `dns_${type}_update`,
    (call: Call) => ok(Number(call.zone.records.replace(String(asObject(call.body).primary_id), sent(call)))),
  ] as const,
  [
    `dns_${type}_get`,
    ({ body, zone }: Call) => {
      const { name } = asObject(asObject(body).primary_id);
      const items = zone.records.all().map(([id, record]) => form.toItem(record, id, zone));
      return ok(items.filter((item) => item.name === name && item.type === type.toUpperCase()));
    },
  ] as const,
  [
    `dns_${type}_delete`,
    ({ body, zone }: Call) => {
      const { primary_id, update_serial } = asObject(body);
      return update_serial === true ? ok(Number(zone.records.remove(String(primary_id)))) : fault('no serial');
    },
  ] as const,
]);

const login: Exchange = {
  request: `POST ${serverUrl}?login`,
  body: { username: 'remote', password: 'opaque-password', client_login: false },
  answer: { code: 'ok', message: '', response: 'opaque-session' },
};
const row = { id: '70', origin: 'example.com.', server_id: '3', sys_userid: '5', active: 'Y' };
const zoneOf: Exchange = {
  request: `POST ${serverUrl}?dns_zone_get`,
  body: { session_id: 'opaque-session', primary_id: { origin: 'example.com.' } },
  answer: { code: 'ok', message: '', response: [row] },
};

const noList = [200, { code: 'invalid_method', message: 'Method does not exist', response: false }] as const;

describeProvider('ispconfig', {
  refusals: [
    [200, { code: 'ok', message: '', response: false }, 'ZONE_NOT_FOUND', 'POST ?dns_zone_get'],
    [200, { code: 'remote_fault', message: 'no_domain_found', response: false }, 'ZONE_NOT_FOUND'],
    [200, { code: 'remote_fault', message: 'It did not work.', response: false }, 'API'],
  ],
  options,
  isRead: (request) => /_get/.test(methodOf(request)),
  fake: routedFake({
    base: serverUrl,
    credentials: (request) => {
      const body = asObject(JSON.parse(request.body));
      if (methodOf(request) === 'login') return body.password === 'opaque-password' && body.client_login === false;
      return body.session_id === 'opaque-session';
    },
    refused: fault('The Session is expired or does not exist.'),
    missing: jsonAnswer({ code: 'invalid_method', message: 'Method does not exist', response: false }),
    command: ({ request }) => methodOf(request),
    routes: {
      login: () => ok('opaque-session'),
      dns_zone_get_id: ({ body, account }) => {
        const found = account.zone('name', String(asObject(body).origin));
        return found === undefined ? fault('no_domain_found') : ok(Number(found.id));
      },
      // One alone by its number, a list by fields.
      dns_zone_get: ({ body, account }) => {
        const { primary_id: asked } = asObject(body);
        const rows = account.zones.map(({ id, name }) => ({ ...row, id, origin: `${name}.` }));
        if (typeof asked !== 'object') return ok(rows.find(({ id }) => id === String(asked)) ?? false);
        return ok(rows.filter(({ origin }) => origin === asObject(asked).origin));
      },
      client_get_id: ({ body }) => (asObject(body).sys_userid === '5' ? ok(7) : fault('no_client_found')),
      dns_rr_get_all_by_zone: ({ body, account }) => {
        const zone = account.zone('id', String(asObject(body).zone_id));
        const items = zone?.records.all().map(([id, record]) => {
          const item = form.toItem(record, id, zone);
          return { aux: '0', ...item, ttl: String(item.ttl), active: 'Y' };
        });
        return ok(items ?? []);
      },
      ...Object.fromEntries(writing),
    },
  }),
  cases: {
    'takes the zone that is served': {
      answers: {
        'POST ?dns_zone_get': [
          200,
          { code: 'ok', response: [{ ...row, id: '9', active: 'N' }, row, { ...row, id: '8', active: 'n' }] },
        ],
      },
      lists: {},
      sends: [
        ['POST ?login', login.body],
        ['POST ?dns_zone_get', zoneOf.body],
        ['POST ?dns_rr_get_all_by_zone', { session_id: 'opaque-session', zone_id: '70' }],
      ],
    },
    'writes for nobody where a zone is the administrator’s': {
      creates: 'a 60 TXT one',
      answers: { 'POST ?client_get_id': [200, { code: 'remote_fault', message: 'no_client_found', response: false }] },
      leaves: ['a TXT one'],
    },
    'writes for nobody else where it cannot be told whose a zone is': {
      creates: 'a 60 TXT one',
      answers: { 'POST ?client_get_id': [429, '', { 'retry-after': '0' }] },
      fails: 'RATE_LIMITED',
    },
    'changes a record in place, also where all stood so already': {
      given: ['a TXT one'],
      updates: ['TXT/1', 'a 60 TXT one'],
      answers: { 'POST ?dns_txt_update': [200, { code: 'ok', response: 0 }] },
    },
    'takes a change for made of which no number is told': {
      given: ['a TXT one'],
      updates: ['TXT/2', 'a 60 TXT one'],
      answers: { 'POST ?dns_txt_update': [200, { code: 'ok', response: 'done' }] },
    },
    'tells where there is nothing to change': {
      given: ['a TXT one', 'b A 192.0.2.1'],
      updates: ['TXT/2', 'a 60 TXT one'],
      answers: { 'POST ?dns_txt_update': [200, { code: 'ok', response: 0 }] },
      fails: 'RECORD_NOT_FOUND',
    },
    'makes a record of another type before the old one goes': {
      given: ['a TXT one'],
      updates: ['TXT/1', 'a 60 A 192.0.2.1'],
      answers: { 'POST ?dns_a_add': [200, { code: 'remote_fault', message: 'no', response: false }] },
      leaves: ['a TXT one'],
      fails: 'API',
    },
    ...Object.fromEntries(
      [{}, { type: 'TXT' }, { name: 'a' }].map((query) => [
        `cannot list by ${Object.keys(query).join() || 'nothing'} where the panel has no list of all`,
        { lists: query, answers: { 'POST ?dns_rr_get_all_by_zone': noList }, fails: 'API' as const },
      ]),
    ),
    'looks nothing up where the panel fails': {
      lists: { type: 'TXT', name: 'a' },
      answers: { 'POST ?dns_rr_get_all_by_zone': [429, '', { 'retry-after': '0' }] },
      fails: 'RATE_LIMITED',
    },
    'looks a name up where the list of all is not allowed': {
      lists: { type: 'TXT', name: 'a' },
      answers: {
        'POST ?dns_rr_get_all_by_zone': [
          200,
          { code: 'permission_denied', message: 'You do not have the permission', response: false },
        ],
        'POST ?dns_txt_get': [200, { code: 'ok', response: false }],
      },
      gives: [],
    },
    'looks a name up where the panel has no list of all': {
      asks: [
        login,
        zoneOf,
        {
          request: `POST ${serverUrl}?dns_rr_get_all_by_zone`,
          body: { session_id: 'opaque-session', zone_id: '70' },
          answer: { code: 'invalid_method', message: 'Method does not exist', response: false },
        },
        {
          request: `POST ${serverUrl}?dns_txt_get`,
          body: { session_id: 'opaque-session', primary_id: { name: 'a.example.com.', type: 'TXT' } },
          answer: {
            code: 'ok',
            message: '',
            response: { id: 4, type: 'TXT', name: 'a.example.com.', data: 'one', ttl: '60' },
          },
        },
      ],
      does: async (service) => (await service.list({ type: 'TXT', name: 'a' })).map(({ id, content }) => [id, content]),
      gives: [['TXT/4', 'one']],
    },
    'tells a refused login': {
      asks: [
        {
          ...login,
          answer: { code: 'remote_fault', message: 'The login failed. Username or password wrong.', response: false },
        },
      ],
      does: (service) => service.findZone(),
      fails: (error) => isFailure(error, 'AUTHENTICATION') && /The login failed/.test(error.message),
    },
  },
});
