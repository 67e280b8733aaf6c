import { asObject, type Call, describeProvider, recordHandlers, routedFake } from '../../../core/testing/index.js';

const ok = (data: unknown) => ({ code: 'OK', message: 'Done', data });
const refused = (code: string, message: string) => [200, { code, message }] as const;
const sent = ({ body }: Call) => asObject(body) as Record<string, string>;
const record = (own: Call) => asObject(Object.values(asObject(sent(own).data))[0]);
const { list, add, alter, drop } = recordHandlers({
  form: { fields: { name: 'lookup', content: 'data' }, apex: '', priority: { MX: 'priority' } },
  numericIds: true,
  extra: ['domainId'],
  sent: record,
  idOf: (own) => sent(own).id ?? record(own).id,
  wrap: ({ items }) => ok({ records: items }),
  done: (item) => ok([item]),
  gone: refused('FAULT', 'Record not found'),
});
const call = (cmd: string, more: object) => ['POST /json.php', { cmd: `dns.${cmd}`, ...more }] as const;
const [zones, contents] = [call('domain.getall', { exactName: 'example.com' }), call('domain.get', { id: 71 })];
const text = { domainId: 71, lookup: 'a', type: 'TXT', data: 'one', ttl: 60 };
const mail = { id: 2, domainId: 71, lookup: '', type: 'MX', data: 'mail.example.org', priority: 10, ttl: 600 };

describeProvider('rackcorp', {
  options: { apiuuid: 'uuid', apisecret: 'opaque-secret' },
  isRead: ({ body }) => /"dns\.domain\.get/.test(body),
  fake: routedFake({
    base: 'https://api.rackcorp.net/api/rest/v2.9',
    at: /^\/json\.php$/,
    credentials: { authorization: `Basic ${btoa('uuid:opaque-secret')}` },
    refused: refused('ACCESS_DENIED', 'Access Denied'),
    command: (own) => sent(own).cmd ?? 'none',
    zoneOf: (own) => (sent(own).data ? { id: record(own).domainId } : undefined),
    routes: {
      'dns.domain.getall': ({ account }) => ok(account.zones.map(({ id, name }) => ({ id: Number(id), name }))),
      ...{ 'dns.domain.get': list, 'dns.record.create': add, 'dns.record.update': alter, 'dns.record.delete': drop },
    },
  }),
  refusals: [
    [...refused('FAULT', 'Odd'), ['API', /Odd.* FAULT$/]],
    [200, { code: 'OK' }, 'RESPONSE'],
  ],
  cases: {
    'creates and changes by the number of the domain, and removes the one of two by its own': {
      given: ['a TXT other', '@ MX 20 mail.example.org'],
      creates: 'a 60 TXT one',
      updates: ['2', '@ 600 MX 10 mail.example.org'],
      removes: 'a TXT one',
      sends: [
        ...[zones, contents, call('record.create', { data: { 0: text } })],
        ...[call('record.update', { data: { 2: mail } }), contents, call('record.delete', { id: 3 })],
      ],
    },
    'reads answers beside the code as well': {
      lists: {},
      answers: {
        '': [
          [200, { code: 'OK', domains: { 71: { id: '71', name: 'example.com' } } }],
          [200, { code: 'OK', id: 71, records: [{ id: '7', lookup: 'a', type: 'A', data: '192.0.2.1', ttl: '60' }] }],
        ],
      },
      gives: ['7 a.example.com 60 A 192.0.2.1'],
    },
  },
});
