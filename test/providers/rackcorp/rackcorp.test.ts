import {
  asObject,
  basic,
  type Call,
  describeProvider,
  idOfRecord,
  itemForm,
  recordHandlers,
  routedFake,
} from '../../../core/testing/index.js';

const ok = (data: unknown) => ({ code: 'OK', message: 'Done', data });
const refused = (code: string, message: string) => [200, { code, message }] as const;
const sent = ({ request }: Call) => JSON.parse(request.body) as Record<string, string>;
/** By the number of its domain in a map, or beside the command by the name of its domain. */
function record(own: Call): Record<string, unknown> {
  const { cmd: _, APIUUID: _uuid, APISECRET: _secret, data, ...rest } = sent(own);
  return typeof data === 'object' ? asObject(Object.values(data)[0]) : { ...rest, data };
}
const form = { fields: { name: 'lookup', content: 'data' }, apex: '', priority: { MX: 'priority' } };
const { list, add, alter, drop } = recordHandlers({
  form,
  numericIds: true,
  extra: ['domainId', 'name'],
  sent: record,
  idOf: (own) =>
    sent(own).id ??
    record(own).id ??
    idOfRecord(own.zone, itemForm({ form, extra: ['name'] }).fromItem(record(own), own.zone)),
  wrap: ({ items }) => ({ code: 'OK', message: 'Done', records: items }),
  done: (item) => ok([item]),
  gone: refused('FAULT', 'Record not found'),
});
/** Each domain by its number. */
function getAll(own: Call): object {
  const { exactName } = sent(own);
  const found = own.account.zones.filter(({ name }) => exactName === undefined || name === exactName);
  const domains = Object.fromEntries(found.map(({ id, name }) => [id, { id: Number(id), name }]));
  return { code: 'OK', message: 'Done', matches: found.length, domains };
}
const call = (cmd: string, more: object) => ['POST /v2.9/json.php', { cmd: `dns.${cmd}`, ...more }] as const;
const [zones, contents] = [call('domain.getall', { exactName: 'example.com' }), call('domain.get', { id: 71 })];
const text = { domainId: 71, lookup: 'a', type: 'TXT', data: 'one', ttl: 60 };
const mail = { id: 2, domainId: 71, lookup: '', type: 'MX', data: 'mail.example.org', priority: 10, ttl: 600 };

describeProvider('rackcorp', {
  options: { apiuuid: 'uuid', apisecret: 'opaque-secret' },
  isRead: ({ body }) => /"dns\.domain\.get/.test(body),
  fake: routedFake({
    base: 'https://api.rackcorp.net/api/rest',
    at: /^\/v2\.[49]\/json\.php$/,
    credentials: (request) =>
      basic('uuid', 'opaque-secret')(request) || /"APIUUID":"uuid","APISECRET":"opaque-secret"/.test(request.body),
    refused: refused('ACCESS_DENIED', 'Access Denied'),
    command: (own) => sent(own).cmd ?? 'none',
    zoneOf: (own) => {
      const { domainId: id, name } = record(own);
      return sent(own).data ? { id, name } : undefined;
    },
    routes: {
      ...{
        'dns.domain.getall': getAll,
        'dns.domain.get': list,
        'dns.record.create': add,
        'dns.record.update': alter,
        'dns.record.delete': drop,
      },
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
