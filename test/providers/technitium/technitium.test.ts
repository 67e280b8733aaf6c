import { fullName, isFailure, joinParts, relativeName, splitParts } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import { type Call, field, jsonAnswer, query, refuse, routedFake } from '../../../core/testing/fakes/index.js';

const fields: Readonly<Record<string, readonly string[]>> = {
  A: ['ipAddress'],
  AAAA: ['ipAddress'],
  CNAME: ['cname'],
  NS: ['nameServer'],
  MX: ['preference', 'exchange'],
  SRV: ['priority', 'weight', 'port', 'target'],
  TXT: ['text'],
  CAA: ['flags', 'tag', 'value'],
};
const base = 'http://dns.example.net:5380/api/zones/records';

/** Parameters are refused where they are unknown or missing; a value is told by all of its fields. */
function sent({ body, query, account, request }: Call, further: readonly string[]) {
  const given = request.method === 'GET' ? query : (body as Record<string, string>);
  // The zone is told by the name where it is left out.
  const { token: _token, domain: full = '', zone: told, type = '', ...form } = given;
  const domain = full.replace(/\.$/, '');
  const name = told ?? domain.replace(/^[^.]*\./, '');
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  if (request.method === 'POST' && !isForm) refuse(200, failed('no form'));
  const zone = account.zone('name', name);
  if (zone === undefined) return refuse(200, failed(`No such zone was found: ${name}`));
  const known = [...(fields[type] ?? []), ...further];
  if (Object.keys(form).some((key) => !known.includes(key))) refuse(200, failed('unknown parameter'));
  const data = Object.fromEntries((fields[type] ?? []).map((key) => [key, form[key] ?? refuse(200, failed(key))]));
  const content = joinParts(type, data, fields[type] ?? []);
  const record = { type, name: relativeName(domain, name), content, ttl: Number(form.ttl ?? 3600) };
  const id = zone.records
    .all()
    .find(([, own]) => own.type === type && own.name === record.name && own.content === content)?.[0];
  return { zone, record, id };
}

function add(call: Call) {
  const { zone, record, id } = sent(call, ['ttl', 'expiryTtl']);
  if (id !== undefined) refuse(200, failed('Cannot add record: record already exists.'));
  zone.records.insert(record);
  return { response: { zone: { name: zone.name }, addedRecord: {} }, status: 'ok' };
}

function remove(call: Call) {
  const { zone, id } = sent(call, []);
  if (id === undefined) return refuse(200, failed('Cannot delete record: no such record exists.'));
  zone.records.remove(id);
  return { response: {}, status: 'ok' };
}

function failed(errorMessage: string) {
  return { status: 'error', errorMessage, stackTrace: 'at DnsServerCore.DnsWebService' };
}

function dataOf(type: string, content: string): object {
  const [, ...words] = /^(\S+) (?:(\S+) "(.*)"|(.*))$/s.exec(content) ?? [];
  if (type === 'CAA') return { flags: Number(words[0]), tag: words[1], value: words[2] };
  if (type === 'SRV') return splitParts(type, content, fields.SRV ?? []);
  if (type === 'MX') return { preference: Number(words[0]), exchange: words[3] };
  return { [fields[type]?.[0] ?? '']: content };
}

describeProvider('technitium', {
  refusals: [
    [200, failed('Cannot add: record already exists.'), 'RECORD_EXISTS'],
    [200, failed('No such zone was found'), 'ZONE_NOT_FOUND'],
    [500, failed('Something else'), 'API'],
  ],
  options: { serverBaseUrl: 'http://dns.example.net:5380/', apiToken: 'opaque-token' },
  isRead: ({ url }) => url.pathname.endsWith('/get'),
  fake: routedFake({
    base: 'http://dns.example.net:5380/api/zones/records',
    credentials: (request) => [field, query].some((by) => by('token', 'opaque-token')(request)),
    refused: jsonAnswer({ status: 'invalid-token', errorMessage: 'Invalid token or session expired.' }),
    routes: {
      'POST /get': ({ body, account }) => {
        const { domain = '', zone: name = '', listZone } = body as Record<string, string>;
        const zone = account.zone('name', name);
        if (zone === undefined) return refuse(200, failed(`No such zone was found: ${name}`));
        const all = zone.records.all().map(([, record]) => record);
        const found = all.filter((record) => listZone === 'true' || fullName(record.name, name) === domain);
        const records = found.map(({ type, name: relative, content, ttl }) => ({
          disabled: false,
          name: fullName(relative, name),
          type,
          ttl,
          rData: dataOf(type, content),
          dnssecStatus: 'Unknown',
        }));
        const soa = { disabled: false, name, type: 'SOA', ttl: 900, rData: { primaryNameServer: 'ns1' } };
        const off = { disabled: true, name: `_acme-challenge.${name}`, type: 'TXT', ttl: 60, rData: { text: 'off' } };
        return { status: 'ok', response: { zone: { name, type: 'Primary' }, records: [soa, off, ...records] } };
      },
      ...{ 'POST /add': add, 'GET /add': add, 'POST /delete': remove, 'GET /delete': remove },
    },
  }),
  cases: {
    'says that the token was refused, though the status is 200': {
      asks: [
        {
          request: `POST ${base}/get`,
          body: 'token=opaque-token&domain=example.com&zone=example.com&listZone=true',
          answer: { status: 'invalid-token' },
        },
      ],
      does: (service) => service.findZone(),
      fails: (error) => isFailure(error, 'AUTHENTICATION'),
    },
  },
});
