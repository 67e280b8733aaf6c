import { buildXml } from '../../../core/http/xml.js';
import { isFailure } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import type { Exchange } from '../../../core/testing/exchanges.js';
import { asObject, itemForm, readRpcCall, routedFake, rpcFault, rpcResult } from '../../../core/testing/fakes/index.js';
import type { SentRequest } from '../../../core/testing/wire.js';

const form = itemForm({
  form: { fields: { id: 'record_id', content: 'rdata' }, priority: { MX: 'priority', SRV: 'priority' }, dots: true },
  numericIds: true,
  extra: ['priority'],
});
const url = 'https://api.loopia.se/RPCSERV';

const domain = { string: 'example.com' };
const apex = { string: '@' };
const member = [
  { name: 'priority', value: { int: 0 } },
  { name: 'type', value: { string: 'TXT' } },
  { name: 'rdata', value: { string: 'one' } },
  { name: 'ttl', value: { int: 300 } },
  { name: 'record_id', value: { int: 0 } },
];
const added = { struct: { member } };
const changed = { struct: { member: [...member.slice(0, -1), { name: 'record_id', value: { int: 4 } }] } };

const proof = { record_id: 4, type: 'TXT', rdata: 'one', ttl: 300, priority: 0 };

function call(method: string, parameters: readonly object[], result: unknown): Exchange {
  const login = [{ string: 'u@loopiaapi' }, { string: 'opaque-password' }];
  const param = [...login, ...parameters].map((value) => ({ value }));
  const body = buildXml({ methodCall: { methodName: method, params: { param } } });
  return { request: `POST ${url}`, body, answer: rpcResult(result).body };
}

function parts(request: SentRequest): readonly unknown[] {
  return readRpcCall(request).parameters;
}

describeProvider('loopia', {
  options: { username: 'u@loopiaapi', password: 'opaque-password' },
  isRead: (request) => readRpcCall(request).method.startsWith('get'),
  fake: routedFake({
    base: url,
    credentials: (request) => parts(request)[0] === 'u@loopiaapi' && parts(request)[1] === 'opaque-password',
    refused: rpcResult('AUTH_ERROR'),
    missing: rpcFault(620, 'Method unknown'),
    command: ({ request }) => readRpcCall(request).method,
    routes: {
      getDomains: ({ account }) => rpcResult(account.zones.map(({ name }) => ({ domain: name, paid: 1 }))),
      getSubdomains: ({ zone }) => rpcResult([...new Set(zone.records.all().map(([, { name }]) => name))]),
      getZoneRecords: ({ request, zone }) => {
        const asked = parts(request)[3];
        const found = zone.records.all().filter(([, { name }]) => name === asked);
        return rpcResult(
          found.map(([id, record]) => ({ priority: 0, ...form.toItem(record, id, zone), name: undefined })),
        );
      },
      addZoneRecord: ({ request, zone }) => {
        const [, , domain, name, item] = parts(request);
        const { priority, record_id = 0 } = asObject(item);
        if (domain !== zone.name || !Number.isInteger(priority) || record_id !== 0) return rpcResult('BAD_INDATA');
        zone.records.insert(form.fromItem({ ...asObject(item), name }, zone));
        return rpcResult('OK');
      },
      updateZoneRecord: ({ request, zone }) => {
        const [, , , name, item] = parts(request);
        if (!Number.isInteger(asObject(item).priority)) return rpcResult('BAD_INDATA');
        const record = form.fromItem({ ...asObject(item), name }, zone);
        return rpcResult(zone.records.replace(String(asObject(item).record_id), record) ? 'OK' : 'UNKNOWN_ERROR');
      },
      removeZoneRecord: ({ request, zone }) => {
        const [, , , name, id] = parts(request);
        const isThere = zone.records.get(String(id))?.name === name;
        return rpcResult(isThere && zone.records.remove(String(id)) ? 'OK' : 'UNKNOWN_ERROR');
      },
      removeSubdomain: ({ request, zone }) => {
        const asked = parts(request)[3];
        for (const [id, { name }] of zone.records.all()) if (name === asked) zone.records.remove(id);
        return rpcResult('OK');
      },
      addSubdomain: () => rpcResult('OK'),
    },
  }),
  refusals: [
    [200, rpcResult('RATE_LIMITED').body, 'RATE_LIMITED'],
    ...['DOMAIN_OCCUPIED', 'BAD_INDATA', 'UNKNOWN_ERROR', 'INSUFFICIENT_FUNDS'].map(
      (word) => [200, rpcResult([word]).body, ['API', new RegExp(word)]] as const,
    ),
  ],
  cases: {
    'changes a record in place': {
      asks: [
        call('getDomains', [], [{ domain: 'example.com' }]),
        call('updateZoneRecord', [domain, { string: 'a' }, changed], 'OK'),
      ],
      updates: ['a/4', 'a 300 TXT one'],
    },
    'tells a failure that a look at the apex has': {
      asks: [
        call('getDomains', [], 'AUTH_ERROR'),
        ...[1, 2, 3].map(() => call('getZoneRecords', [domain, apex], 'RATE_LIMITED')),
      ],
      fails: 'RATE_LIMITED',
    },
    'tells first why the domains are not listed': {
      asks: [call('getDomains', [], 'AUTH_ERROR'), call('getZoneRecords', [domain, apex], 'UNKNOWN_ERROR')],
      fails: 'AUTHENTICATION',
    },
    'looks at no apex where the service fails': {
      asks: [call('getDomains', [], 'UNKNOWN_ERROR')],
      fails: ['API', /UNKNOWN_ERROR/],
    },
    'makes the record of another name before the old one goes': {
      asks: [
        call('getDomains', [], [{ domain: 'example.com' }]),
        call('addZoneRecord', [domain, { string: 'a' }, added], 'BAD_INDATA'),
      ],
      updates: ['p/4', 'a 300 TXT one'],
      fails: ['API', /BAD_INDATA/],
    },
    'does not look for a record where the service is busy': {
      asks: [
        call('getDomains', [], [{ domain: 'example.com' }]),
        ...[1, 2, 3].map(() => call('removeZoneRecord', [domain, { string: 'p' }, { int: 4 }], 'RATE_LIMITED')),
      ],
      does: (service) => service.remove('p/4', {}),
      fails: 'RATE_LIMITED',
    },
    'tells where the name of a proof is refused to go': {
      asks: [
        call('getDomains', [], [{ domain: 'example.com' }]),
        call('removeZoneRecord', [domain, { string: '_p' }, { int: 4 }], 'OK'),
        call('getZoneRecords', [domain, { string: '_p' }], []),
        call('removeSubdomain', [domain, { string: '_p' }], 'BAD_INDATA'),
      ],
      does: (service) => service.remove('_p/4', {}),
      fails: ['API', /BAD_INDATA/],
    },
    'takes the name of a proof away with its last record, and no other name': {
      asks: ['_p', 'p'].flatMap((name, index) => [
        ...(index === 0 ? [call('getDomains', [], [{ domain: 'example.com' }])] : []),
        call('getZoneRecords', [domain, { string: name }], [proof]),
        call('removeZoneRecord', [domain, { string: name }, { int: 4 }], 'OK'),
        ...(index === 0 ? [call('getZoneRecords', [domain, { string: name }], [])] : []),
        ...(index === 0 ? [call('removeSubdomain', [domain, { string: name }], 'OK')] : []),
      ]),
      does: async (service) => {
        for (const name of ['_p', 'p']) await service.removeAll([{ type: 'TXT', name, content: 'one' }]);
      },
    },
    'says that a record was refused to go which is still there': {
      asks: [
        call('getDomains', [], [{ domain: 'example.com' }]),
        call('getZoneRecords', [domain, { string: 'p' }], [proof]),
        call('removeZoneRecord', [domain, { string: 'p' }, { int: 4 }], 'UNKNOWN_ERROR'),
        call('getZoneRecords', [domain, { string: 'p' }], [{ ...proof, record_id: 5 }, proof]),
      ],
      does: (service) => service.removeAll([{ type: 'TXT', name: 'p', content: 'one' }]),
      fails: ['API', /UNKNOWN_ERROR/],
    },
    'takes a record for removed that was refused to go where only another one is there': {
      asks: [
        call('getDomains', [], [{ domain: 'example.com' }]),
        call('removeZoneRecord', [domain, { string: 'p' }, { int: 4 }], 'UNKNOWN_ERROR'),
        call('getZoneRecords', [domain, { string: 'p' }], [{ ...proof, record_id: 5 }]),
      ],
      does: (service) => service.remove('p/4', {}),
    },
    'finds no zone that has no records': {
      asks: [call('getDomains', [], 'AUTH_ERROR'), call('getZoneRecords', [domain, apex], [])],
      fails: 'ZONE_NOT_FOUND',
    },
    'tells a wrong password': {
      asks: [call('getDomains', [], 'AUTH_ERROR'), call('getZoneRecords', [domain, apex], ['AUTH_ERROR'])],
      does: (service) => service.findZone(),
      fails: (error) => isFailure(error, 'AUTHENTICATION') && /AUTH_ERROR/.test(error.message),
    },
    'finds the zone by its records where it may not list the domains': {
      asks: [
        call('getDomains', [], 'AUTH_ERROR'),
        call(
          'getZoneRecords',
          [domain, apex],
          [{ record_id: 1, type: 'NS', rdata: 'ns1.loopia.se.', ttl: 3600, priority: 0 }],
        ),
      ],
      does: (service) => service.findZone(),
      gives: { name: 'example.com' },
    },
    'creates a record by one call, with a priority and an id of nought': {
      asks: [
        call('getDomains', [], [{ domain: 'example.com' }]),
        call('getZoneRecords', [domain, { string: 'a' }], []),
        call('addZoneRecord', [domain, { string: 'a' }, added], 'OK'),
      ],
      does: (service) => service.create({ type: 'TXT', name: 'a', content: 'one', ttl: 300 }),
    },
  },
});
