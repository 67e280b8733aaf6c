import { fullName, hostOrEmpty, relativeName, toPresentation } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import { type FakeRecord, jsonAnswer } from '../../../core/testing/fake-api.js';
import { asObject, basic, bearer, type Call, refuse, routedFake } from '../../../core/testing/fakes/index.js';

const records = '/dns/{zone}/record';

function shown({ type, name, content, ttl }: FakeRecord, id: string, apex: string) {
  const common = {
    statusCode: 200,
    id: Number(id),
    domainId: 71,
    domainName: apex,
    nodeName: hostOrEmpty(name),
    hostname: fullName(name, apex),
    recordType: type,
    ttl,
    state: true,
  };
  const line = `${fullName(name, apex)}. ${ttl} IN ${type} ${toPresentation({ type, content })}`;
  return { ...common, content: line, ...(type === 'TXT' && { textData: content }) };
}

function wrong(message: string): never {
  return refuse(501, { statusCode: 501, type: 'Argument Exception', message });
}

function sent({ body }: Call): FakeRecord {
  const { recordType, nodeName, state, ttl, ...data } = asObject(body);
  const { ipv4Address, ipv6Address, textData, priority, weight, port, host, flags, tag, value } = data;
  const service = [priority, weight, port, host].join(' ');
  const contents = {
    ...{ A: ipv4Address, AAAA: ipv6Address, TXT: textData, CNAME: host, NS: host },
    ...{ MX: [priority, host].join(' '), SRV: service, CAA: `${flags} ${tag} "${value}"` },
  };
  const content = contents[recordType as keyof typeof contents];
  if (typeof content !== 'string' || state !== true || typeof nodeName !== 'string') wrong('Invalid.');
  return { type: String(recordType), name: nodeName === '' ? '@' : nodeName, content, ttl: Number(ttl) };
}

describeProvider('dynu', {
  options: { token: 'opaque-token' },
  refusal: 401,
  fake: routedFake({
    base: 'https://api.dynu.com/v2',
    credentials: (request) => request.headers['api-key'] === 'opaque-token' || bearer('opaque-session')(request),
    logins: {
      'GET /oauth2/token': {
        sends: basic('id', 'secret'),
        gives: { access_token: 'opaque-session', token_type: 'bearer', expires_in: 3600 },
      },
    },
    refused: jsonAnswer({ statusCode: 401, type: 'Authentication Exception', message: 'Unauthorized' }, 401),
    routes: {
      'GET /dns': ({ account }) => ({
        statusCode: 200,
        domains: account.zones.map(({ id, name }) => ({ id: Number(id), name, state: 'Complete' })),
      }),
      'GET /dns/getroot/{host}': ({ account, params: { host = '' } }) => {
        const { id, name } = account.zones.find((zone) => `.${host}`.endsWith(`.${zone.name}`)) ?? wrong('Invalid.');
        return { statusCode: 200, id: Number(id), domainName: name, hostname: host, node: relativeName(host, name) };
      },
      'GET /dns/record/{host}': ({ zone, params: { host = '' }, query }) => {
        const name = relativeName(host, zone.name);
        const found = zone.records.all().filter(([, own]) => own.name === name && own.type === query.recordType);
        return { statusCode: 200, dnsRecords: found.map(([id, record]) => shown(record, id, zone.name)) };
      },
      [`GET ${records}`]: ({ zone }) => ({
        statusCode: 200,
        dnsRecords: zone.records.all().map(([id, record]) => shown(record, id, zone.name)),
      }),
      [`GET ${records}/{id}`]: ({ zone, params }) => {
        const { id = '' } = params;
        return shown(zone.records.get(id) ?? wrong('Invalid.'), id, zone.name);
      },
      [`POST ${records}`]: (call) => {
        const record = sent(call);
        const isThere = call.zone.records
          .all()
          .some(([, own]) => own.type === record.type && own.name === record.name && own.content === record.content);
        if (isThere) wrong('Record already exists.');
        return shown(record, call.zone.records.insert(record), call.zone.name);
      },
      [`POST ${records}/{id}`]: (call) => {
        const { id = '' } = call.params;
        const record = sent(call);
        if (!call.zone.records.replace(id, record)) wrong('Invalid.');
        return shown(record, id, call.zone.name);
      },
      [`DELETE ${records}/{id}`]: ({ zone, params }) =>
        zone.records.remove(params.id ?? '') ? { statusCode: 200 } : wrong('Invalid.'),
    },
  }),
});
