import { asObject, describeProvider, recordHandlers, routedFake } from '../../../core/testing/index.js';

const { list, add, alter, drop } = recordHandlers({
  form: { fields: { name: 'hostname', content: 'data' }, priority: { MX: 'mxPreference' }, dots: true },
  extra: ['uid', 'fqdn'],
  ignores: ['zone'],
  wrap: ({ items }) => ({ records: items.length > 0 ? items : null }),
  show: (item) => ({ ...item, uid: item.id, fqdn: `${item.hostname}.example.com.` }),
  idOf: ({ query }) => query.uid,
  duplicate: [200, {}],
  done: () => [204],
});
const cookie = 'gravity_session=opaque-session';
const session = { status: 200, headers: { 'set-cookie': `${cookie}; Path=/; HttpOnly` }, body: '{"successful":true}' };
const login = ['POST /auth/login', { username: 'me', password: 'opaque-password' }] as const;
const found = 'GET /dns/zones?name=example.com.';
const records = '/dns/zones/records';

describeProvider('gravity', {
  options: { serverUrl: 'https://gravity.example.org/', username: 'me', password: 'opaque-password' },
  refusal: 401,
  fake: routedFake({
    base: 'https://gravity.example.org/api/v1',
    credentials: { cookie },
    refused: [401, { status: 'UNAUTHENTICATED', error: 'unauthenticated' }],
    logins: { 'POST /auth/login': { sends: login[1], gives: session } },
    zoneOf: ({ query }) => (query.zone === undefined ? undefined : { name: query.zone.replace(/\.$/, '') }),
    routes: {
      'GET /dns/zones': ({ query, account }) => {
        const zones = account.zones.filter(({ name }) => `${name}.` === query.name);
        return { zones: zones.length > 0 ? zones.map(({ name }) => ({ name: `${name}.`, defaultTTL: 86400 })) : null };
      },
      [`GET ${records}`]: list,
      // Id and host are told in the address and in the body.
      [`POST ${records}`]: (call) => {
        const { uid, hostname, type } = asObject(call.body);
        const isSame = uid === call.query.uid && hostname === call.query.hostname;
        if (!isSame) return [400, { status: 'INVALID_ARGUMENT' }];
        // A record is found by its host and type as well.
        const own = call.zone.records.get(String(uid));
        return own?.type === type && own?.name === (hostname || '@') ? alter(call) : add(call);
      },
      [`DELETE ${records}`]: drop,
    },
  }),
  cases: {
    'writes what stays at its place over itself': {
      given: ['a TXT one'],
      updates: ['a/TXT/1', 'a 60 TXT two'],
      sends: [
        ...[login, found],
        [
          `POST ${records}?zone=example.com.&hostname=a&uid=1`,
          { hostname: 'a', uid: '1', type: 'TXT', data: 'two', ttl: 60 },
        ],
      ],
    },
    'removes by host, type and id': {
      given: ['a TXT one', 'a TXT two'],
      removes: 'a TXT two',
      sends: [
        ...[login, found, `GET ${records}?zone=example.com.`],
        `DELETE ${records}?zone=example.com.&hostname=a&uid=2&type=TXT`,
      ],
    },
    'logs in once more where the session is over': {
      answers: { 'GET /dns/zones': [[401, { status: 'UNAUTHENTICATED', error: 'unauthenticated' }]] },
      sends: [login, found, login, found],
    },
  },
});
