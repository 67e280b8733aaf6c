import { recordId } from '../../../core/sdk/index.js';
import {
  allowOnly,
  asObject,
  basic,
  type Call,
  describeProvider,
  idOfRecord,
  itemForm,
  refuse,
  routedFake,
} from '../../../core/testing/index.js';

const records = '/zones/{domain}/records';
const form = itemForm({
  form: {
    fields: { name: 'host', content: 'data' },
    hasIds: false,
    dots: true,
    priority: { MX: 'mx_priority', SRV: 'srv_priority' },
    parts: { CAA: ['caa_flags', 'caa_tag', 'data'], SRV: ['srv_weight', 'srv_port', 'data'] },
  },
});
const grant = 'grant_type=client_credentials';
const login = ['POST https://auth.mythic-beasts.com/login', grant] as const;
const ofType = 'GET /zones/example.com/records?type=MX&host=@';

/** Adds what is not there yet: a list, or the data alone for a host and type of the address. */
function add({ zone, body, params: { host, type } }: Call): number {
  const { records: items = [{ host, type, ...asObject(body) }] } = asObject(body) as { records?: object[] };
  const fresh = items
    .map((item) => form.fromItem({ ...item }, zone))
    .filter((record) => idOfRecord(zone, record) === undefined);
  for (const record of fresh) zone.records.insert(record);
  return fresh.length;
}

function added(call: Call) {
  const records_added = add(call);
  return { records_added, message: `${records_added} records added` };
}

function selected({ zone, query: { verify: _, ...query }, params }: Call) {
  allowOnly(query, ['type', 'host', 'data']);
  const wanted = { ...query, ...(params.host !== undefined && { host: params.host, type: params.type }) };
  return zone.records
    .all()
    .filter(([, record]) =>
      Object.entries(wanted).every(([key, value]) => form.toItem(record, undefined, zone)[key] === value),
    );
}

function list(call: Call) {
  return { records: selected(call).map(([, record]) => form.toItem(record, undefined, call.zone)) };
}

function drop(call: Call): number {
  const found = selected(call);
  for (const [id] of found) call.zone.records.remove(id);
  return found.length;
}

describeProvider('mythicbeasts', {
  options: { username: 'opaque-key-id', password: 'opaque-secret' },
  refusal: 401,
  fake: routedFake({
    base: 'https://api.mythic-beasts.com/dns/v2',
    credentials: { authorization: 'Bearer opaque-access-token' },
    logins: {
      'POST https://auth.mythic-beasts.com/login': {
        // With a line end behind it the secret is the same.
        sends: (request) =>
          ['', '\n'].some((end) => basic('opaque-key-id', `opaque-secret${end}`)(request)) && request.body === grant,
        gives: { access_token: 'opaque-access-token', expires_in: 300, token_type: 'bearer' },
      },
    },
    routes: {
      'GET /zones': ({ account }) => ({ zones: account.zones.map(({ name }) => name) }),
      [`GET ${records}`]: list,
      [`GET ${records}/{host}/{type}`]: list,
      [`POST ${records}`]: added,
      [`POST ${records}/{host}/{type}`]: added,
      [`PUT ${records}/{host}/{type}`]: (call) => {
        const removed = drop(call);
        if (removed < 1) refuse(400, { error: 'replaces nothing' });
        return { records_removed: removed, records_added: add(call) };
      },
      [`DELETE ${records}/{host}/{type}`]: (call) => {
        const records_removed = drop(call);
        return { records_removed, message: `${records_removed} records removed` };
      },
    },
  }),
  cases: {
    ...Object.fromEntries(
      [400, 404, 405].map((status) => [
        `adds and removes in the other form where the first is refused with ${status}`,
        {
          given: ['b TXT one'],
          creates: 'a 300 TXT one',
          removes: 'b TXT one',
          answers: {
            'POST /zones/example.com/records': [
              [status, { error: 'no' }],
              [200, {}],
            ],
            'DELETE /zones/example.com/records': [
              [status, { error: 'no' }],
              [200, {}],
            ],
          },
        },
      ]),
    ),
    'asks for no others of the same data where data is all': {
      given: ['a TXT one'],
      removes: 'a TXT one',
      sends: [
        login,
        'GET /zones',
        'GET /zones/example.com/records?type=TXT&host=a&data=one',
        'DELETE /zones/example.com/records/a/TXT?type=TXT&host=a&data=one',
      ],
    },
    'removes one of two of the same data by putting the other back': {
      given: ['@ 300 MX 10 mx.example.net', '@ 300 MX 20 mx.example.net', '@ 300 MX 20 other.example.net'],
      removes: '@ MX 20 mx.example.net',
      sends: [
        ...[login, 'GET /zones', ofType, ofType],
        [
          'PUT /zones/example.com/records/@/MX?type=MX&host=@&data=mx.example.net.',
          { records: [{ type: 'MX', host: '@', data: 'mx.example.net.', mx_priority: 10, ttl: 300 }] },
        ],
      ],
      leaves: ['@ MX 10 mx.example.net', '@ MX 20 other.example.net'],
    },
    'changes one of two of the same data, and puts the other back': {
      given: ['@ 300 MX 10 mx.example.net', '@ 300 MX 20 mx.example.net'],
      updates: [recordId({ type: 'MX', name: '@', content: '20 mx.example.net' }), '@ 300 MX 30 mx.example.net'],
      leaves: ['@ MX 10 mx.example.net', '@ MX 30 mx.example.net'],
    },
    'removes nothing where only one of another priority is there': {
      given: ['@ 300 MX 10 mx.example.net'],
      does: (service) => service.remove(recordId({ type: 'MX', name: '@', content: '20 mx.example.net' }), {}),
      sends: [login, 'GET /zones', ofType],
    },
    'changes nothing where only one of another priority is there': {
      given: ['@ 300 MX 10 mx.example.net'],
      updates: [recordId({ type: 'MX', name: '@', content: '20 mx.example.net' }), '@ 300 MX 30 mx.example.net'],
      fails: 'RECORD_NOT_FOUND',
      leaves: ['@ MX 10 mx.example.net'],
    },
    'takes a token of a login made elsewhere, and is done when that is refused': {
      options: { token: 'opaque-given-token' },
      answers: { 'GET /zones': [401, { error: 'Authentication required' }] },
      sends: ['GET /zones'],
      fails: 'AUTHENTICATION',
    },
  },
});
