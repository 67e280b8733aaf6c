import {
  asObject,
  describeProvider,
  recordHandlers,
  refuse,
  replaceRecords,
  routedFake,
} from '../../../core/testing/index.js';

const refusal = (code: number, message: string) => ({ error: { code, message } });
const { list, add, drop } = recordHandlers({
  form: { fields: { content: 'value' }, names: 'fqdn' },
  extra: ['domainId'],
  show: ({ ttl: _none, ...item }) => item,
  wrap: ({ items }) => ({ lastDomainRecordList: items, soaTtl: 600 }),
  duplicate: [400, refusal(4136, 'Record already exists')],
  gone: [404, refusal(4040, 'No such record')],
});
const login = { email: 'me@example.org', password: 'opaque-password' };
const search = [
  { name: 'clientId', operator: 'eq', value: 'client' },
  { name: 'domainName', operator: 'eq', value: 'example.com.' },
];

describeProvider('clouddns', {
  exceptions: { 'gives a record the TTL that it was asked for': 'The TTL is that of the zone.' },
  options: { clientId: 'client', ...login },
  refusal: 401,
  refusals: [[400, refusal(402, 'Insufficient privileges.'), 'AUTHENTICATION']],
  fake: routedFake({
    base: 'https://admin.vshosting.cloud',
    credentials: { authorization: 'Bearer opaque-token' },
    refused: [401, refusal(401, 'Not authorized.')],
    missing: [404, refusal(4040, 'Not found')],
    logins: { 'POST /api/public/auth/login': { sends: login, gives: { auth: { accessToken: 'opaque-token' } } } },
    routes: {
      'POST /clouddns/domain/search': ({ account, body }) => {
        const [client, name] = asObject(body).search as Record<string, string>[];
        if (client?.value !== 'client') refuse(403, { error: { code: 4030 } });
        const items = account.zones.filter((zone) => name === undefined || `${zone.name}.` === name.value);
        return {
          items: items.map(({ id, name }) => ({ domainName: `${name}.`, domainType: 'master', id, status: 'ACTIVE' })),
        };
      },
      'GET /clouddns/domain/{zone}': list,
      'POST /clouddns/record-txt': (call) => {
        const { type, domainId } = asObject(call.body);
        const zone = call.account.zone('id', String(domainId));
        return type === 'TXT' && zone !== undefined ? add({ ...call, zone }) : [400, refusal(4000, 'what is that?')];
      },
      'DELETE /clouddns/record/{id}': drop,
      'PUT /clouddns/domain/{zone}/publish': ({ zone, body }) => {
        if (!Number.isInteger(asObject(body).soaTtl)) return [400, refusal(4000, 'that is no TTL')];
        // What is published is another version of the zone, and each record has another id in it.
        const all = zone.records.all().map(([, record]) => record);
        replaceRecords(zone, all);
        return {};
      },
    },
  }),
  cases: {
    'publishes with five minutes where the zone tells no TTL': {
      options: { clientId: 'client', ...login },
      creates: 'a 60 TXT one',
      answers: {
        'POST /api/public/auth/login': [[502], [200, { auth: { accessToken: 'opaque-token' } }]],
        'GET /clouddns/domain/71': [200, { lastDomainRecordList: [] }],
        'PUT /clouddns/domain/71/publish': [200, {}],
      },
      sends: [
        ...[['POST /api/public/auth/login', login] as const, ['POST /api/public/auth/login', login] as const],
        ['POST /clouddns/domain/search', { search }],
        ['POST /clouddns/record-txt', { type: 'TXT', name: 'a.example.com.', value: 'one', domainId: '71' }],
        ...['GET /clouddns/domain/71', ['PUT /clouddns/domain/71/publish', { soaTtl: 300 }] as const],
      ],
    },
    'publishes several changes at once, with the TTL of the zone': {
      given: ['a TXT one', 'a TXT two', 'a TXT three'],
      removes: ['a TXT one', 'a TXT two'],
      sends: [
        ...[['POST /api/public/auth/login', login] as const, ['POST /clouddns/domain/search', { search }] as const],
        'GET /clouddns/domain/71',
        ...['DELETE /clouddns/record/1', 'DELETE /clouddns/record/2'],
        'GET /clouddns/domain/71',
        ['PUT /clouddns/domain/71/publish', { soaTtl: 600 }],
      ],
    },
  },
});
