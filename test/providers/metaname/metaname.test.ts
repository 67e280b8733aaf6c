import { asObject, type Call, describeProvider, recordHandlers, routedFake } from '../../../core/testing/index.js';

const refused = (code: number, message: string) => [200, { jsonrpc: '2.0', error: { code, message } }] as const;
const result = (data: unknown) => ({ jsonrpc: '2.0', id: '1', result: data });
const params = ({ body }: Call) => asObject(body).params as readonly unknown[];
const call = (method: string, ...more: readonly unknown[]) =>
  ['POST /1.1', { jsonrpc: '2.0', id: '1', method, params: ['j4kk', 'opaque-key', ...more] }] as const;
const [zones, list] = [call('dns_zones'), call('dns_zone', 'example.com')];
const text = { name: '_acme-challenge', type: 'TXT', ttl: 60, data: 'one' };
const mail = { name: '@', type: 'MX', ttl: 600, data: 'mail.example.org.', aux: 10 };

const handlers = recordHandlers({
  form: { fields: { id: 'reference', content: 'data' }, priority: { MX: 'aux', SRV: 'aux' }, dots: true },
  sent: (own) => params(own).at(-1),
  idOf: (own) => params(own)[3],
  show: (item, { zone }) => ({ aux: null, ...item, name: item.name === '@' ? `${zone.name}.` : item.name }),
  wrap: ({ items }) => result(items),
  done: (item) => result(asObject(item ?? {}).reference ?? null),
  gone: refused(-17, 'DNS record not found'),
});

describeProvider('metaname', {
  options: { accountReference: 'j4kk', apiKey: 'opaque-key' },
  isRead: ({ body }) => /"dns_zones?"/.test(body),
  fake: routedFake({
    base: 'https://metaname.net/api',
    at: /^\/1\.1$/,
    credentials: ({ body }) => body.includes('"params":["j4kk","opaque-key"'),
    refused: refused(-1, 'Authentication failed'),
    missing: refused(-5, 'Domain name not found'),
    command: ({ body }) => String(asObject(body).method),
    zoneOf: (own) => (params(own).length > 2 ? { name: params(own)[2] } : undefined),
    routes: {
      dns_zones: ({ account }) => result(account.zones.map(({ name }) => ({ name }))),
      dns_zone: handlers.list,
      create_dns_record: handlers.add,
      update_dns_record: handlers.alter,
      delete_dns_record: handlers.drop,
    },
  }),
  refusals: [
    [...refused(-1, 'Authentication failed'), ['AUTHENTICATION', /Authentication failed/]],
    [...refused(-12, 'DNS hosting not enabled'), 'ZONE_NOT_FOUND'],
    [...refused(-18, 'Upstream error'), 'SERVER'],
    [...refused(-32603, 'Internal error'), ['API', /Internal error.* -32603$/]],
    [200, { jsonrpc: '2.0' }, 'RESPONSE'],
  ],
  cases: {
    'creates by the name within the zone, changes in place, and removes the one of two by its reference': {
      given: ['_acme-challenge TXT other', '@ MX 20 mail.example.org'],
      creates: '_acme-challenge 30 TXT one',
      updates: ['2', '@ 600 MX 10 mail.example.org'],
      removes: '_acme-challenge TXT one',
      sends: [
        ...[zones, list, call('create_dns_record', 'example.com', text)],
        ...[call('update_dns_record', 'example.com', '2', mail)],
        ...[list, call('delete_dns_record', 'example.com', '3')],
      ],
    },
  },
});
