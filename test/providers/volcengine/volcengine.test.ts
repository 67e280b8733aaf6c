import assert from 'node:assert/strict';
import { it } from 'node:test';
import { canonicalRequest, hmacChain, isFailure, type OutgoingRequest, sha256 } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import {
  allowOnly,
  asObject,
  type Call,
  type Handler,
  jsonAnswer,
  recordHandlers,
  routedFake,
} from '../../../core/testing/fakes/index.js';
import { signVolcengine } from '../../../providers/volcengine/sign.js';

const key = { id: 'AKLTopaque', secret: 'opaque-secret-key==' };
const common = ['Action', 'Version'];

const failed = (Code: string) => ({ ResponseMetadata: { RequestId: 'r', Error: { Code, Message: 'refused' } } });

function refused(status: number, Code: string) {
  return jsonAnswer({ ResponseMetadata: { RequestId: 'r', Error: { Code, Message: 'refused', CodeN: 1 } } }, status);
}

const { list, add, alter, drop } = recordHandlers({
  form: { fields: { id: 'RecordID', type: 'Type', name: 'Host', content: 'Value', ttl: 'TTL' } },
  extra: ['ZID', 'Line', 'Weight'],
  pages: { by: 'page', parameter: 'PageNumber', size: 'PageSize', usual: 20, largest: 100 },
  filters: { type: 'Type', name: 'Host' },
  ignores: [...common, 'ZID', 'SearchMode'],
  wrap: ({ items, page, size, total }) => ({
    ResponseMetadata: { RequestId: 'r' },
    Result: { PageNumber: page, PageSize: size, TotalCount: total, Records: items.length === 0 ? null : items },
  }),
  idOf: ({ body }) => asObject(body).RecordID,
  gone: refused(404, 'ErrRecordNotFound'),
  done: (item) => ({ ResponseMetadata: { RequestId: 'r' }, Result: item ?? null }),
});

const found = 'GET /?Version=2018-08-01&Action=ListRecords&ZID=71&PageSize=100';

/** All methods but reading ones take JSON by POST, and these GET. */
function by(method: 'GET' | 'POST', handler: Handler): Handler {
  return (call) => {
    if (call.request.method !== method) return refused(405, 'InvalidHttpMethod');
    const ZID = method === 'GET' ? call.query.ZID : asObject(call.body).ZID;
    const zone = ZID === undefined ? call.zone : call.account.zone('id', String(ZID));
    return zone === undefined ? refused(404, 'ErrZoneNotFound') : handler({ ...call, zone });
  };
}

function isSigned({ request }: Pick<Call, 'request'>): boolean {
  const { headers } = request;
  const time = (headers['x-date'] ?? '').replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5');
  const names = ['content-type', 'x-date'].filter((name) => headers[name] !== undefined);
  const again: OutgoingRequest = {
    method: request.method === 'GET' ? 'GET' : 'POST',
    url: request.url,
    headers: Object.fromEntries(names.map((name) => [name, headers[name] ?? ''])),
    body: request.body,
  };
  signVolcengine(again, key, { region: 'cn-beijing', service: 'dns' }, Date.parse(time));
  return (
    again.headers.authorization === headers.authorization && request.url.searchParams.get('Version') === '2018-08-01'
  );
}

describeProvider('volcengine', {
  refusals: [
    [400, failed('RecordAlreadyExist'), 'RECORD_EXISTS'],
    [400, failed('ErrZoneNotFound'), 'ZONE_NOT_FOUND'],
    [400, failed('FlowLimitExceeded'), 'RATE_LIMITED'],
    [400, failed('InternalError'), 'SERVER'],
  ],
  options: { accessKey: key.id, secretKey: key.secret },
  fake: routedFake({
    base: 'https://open.volcengineapi.com',
    credentials: (request) => isSigned({ request }),
    refused: refused(403, 'SignatureDoesNotMatch'),
    missing: refused(404, 'InvalidActionOrVersion'),
    command: ({ query }) => query.Action ?? '',
    routes: {
      ListZones: by('GET', ({ query, account }) => {
        allowOnly(query, [...common, 'Key', 'SearchMode', 'PageNumber', 'PageSize']);
        const found = account.zones.filter(({ name }) => query.SearchMode !== 'exact' || name === query.Key);
        const Zones = found.length === 0 ? null : found.map(({ id, name }) => ({ ZID: Number(id), ZoneName: name }));
        return { ResponseMetadata: { RequestId: 'r' }, Result: { Total: found.length, Zones } };
      }),
      ListRecords: by('GET', list),
      QueryRecord: by('GET', () => ({ ResponseMetadata: {}, Result: { Line: 'default', Weight: 1, Enable: true } })),
      CreateRecord: by('POST', add),
      UpdateRecord: by('POST', alter),
      DeleteRecord: by('POST', drop),
    },
  }),
  cases: {
    'asks for one name to the letter': {
      async does(service) {
        await service.list({ type: 'TXT', name: 'a' });
        await service.list({ type: 'TXT' });
      },
      sends: [
        'GET /?Version=2018-08-01&Action=ListZones&Key=example.com&SearchMode=exact&PageSize=100',
        `${found}&Type=TXT&Host=a&SearchMode=exact`,
        `${found}&Type=TXT`,
      ],
    },
    'asks where it was told to': {
      options: { accessKey: key.id, secretKey: key.secret, host: 'dns.example.net', scheme: 'http' },
      answers: { 'GET http://dns.example.net/': [200, { Result: { Zones: [{ ZID: 7, ZoneName: 'example.com' }] } }] },
    },
    'tells a wrong key': {
      asks: [
        {
          request:
            'GET https://open.volcengineapi.com/?Version=2018-08-01&Action=ListZones&Key=example.com&SearchMode=exact&PageSize=100',
          status: 401,
          answer: { ResponseMetadata: { Error: { Code: 'InvalidAccessKey', CodeN: 100009, Message: 'no such key' } } },
        },
      ],
      does: (service) => service.findZone(),
      fails: (error) => isFailure(error, 'AUTHENTICATION') && /no such key/.test(error.message),
    },
  },
});

it('volcengine brings a request into the form that the documentation shows', () => {
  const request: OutgoingRequest = {
    method: 'GET',
    url: new URL('https://open.volcengineapi.com/?Action=ListUsers&Version=2020-04-01&Limit=10&Offset=0'),
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      'x-content-sha256': sha256(''),
      'x-date': '20200401T081805Z',
    },
    body: undefined,
  };
  assert.deepEqual(canonicalRequest(request, ['host', ...Object.keys(request.headers)]), {
    text: [
      'GET',
      '/',
      'Action=ListUsers&Limit=10&Offset=0&Version=2020-04-01',
      'content-type:application/x-www-form-urlencoded; charset=utf-8',
      'host:open.volcengineapi.com',
      'x-content-sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      'x-date:20200401T081805Z',
      '',
      'content-type;host;x-content-sha256;x-date',
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    ].join('\n'),
    signedHeaders: 'content-type;host;x-content-sha256;x-date',
  });
});

it('volcengine signs day, place and request with one key after the other, and a token where there is one', () => {
  const request: OutgoingRequest = {
    method: 'POST',
    url: new URL('https://open.volcengineapi.com/?Action=CreateRecord&Version=2018-08-01'),
    headers: { 'content-type': 'application/json', accept: 'application/json', 'user-agent': 'x-agent' },
    body: '{"a":1}',
  };
  const place = { region: 'cn-beijing', service: 'dns' };
  signVolcengine(request, { ...key, sessionToken: 'opaque-token' }, place, Date.UTC(2026, 0, 2, 3, 4, 5, 6));
  const names = 'content-type;host;x-content-sha256;x-date;x-security-token';
  const text = [
    ...['POST', '/', 'Action=CreateRecord&Version=2018-08-01', 'content-type:application/json'],
    ...['host:open.volcengineapi.com', `x-content-sha256:${sha256('{"a":1}')}`, 'x-date:20260102T030405Z'],
    ...['x-security-token:opaque-token', '', names, sha256('{"a":1}')],
  ].join('\n');
  const scope = '20260102/cn-beijing/dns/request';
  const steps = [...scope.split('/'), `HMAC-SHA256\n20260102T030405Z\n${scope}\n${sha256(text)}`];
  const signature = hmacChain(key.secret, ...steps).toString('hex');
  const wanted = `HMAC-SHA256 Credential=${key.id}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
  assert.equal(request.headers.authorization, wanted);
});
