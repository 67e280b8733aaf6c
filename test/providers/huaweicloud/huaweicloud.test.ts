import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { canonicalRequest, hmacChain, isFailure, type OutgoingRequest, sha256 } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import { allowOnly, jsonAnswer, recordsetWrites, routedFake, shownSets } from '../../../core/testing/fakes/index.js';
import { signHuawei } from '../../../providers/huaweicloud/sign.js';

const key = { id: 'AKopaque', secret: 'opaque-secret-key' };
const base = 'https://dns.ap-southeast-1.myhuaweicloud.com/v2';
const zones = {
  zones: [{ id: 'z1', name: 'example.com.', zone_type: 'public', status: 'ACTIVE' }],
  metadata: { total_count: 1 },
};
const set = { id: 's', name: 'a.example.com.', type: 'TXT', ttl: 60, records: ['"one"'] };
const pageSize = 100;
const user = { name: 'u', domain: { name: 'd' }, password: 'opaque-password' };
const identity = { methods: ['password'], password: { user } };
const loginBody = { auth: { identity, scope: { project: { name: 'ap-southeast-1' } } } };

/** The real one gives up to 500 at a time. */
function paged(field: string, items: readonly object[], offset = '0') {
  const start = Number(offset);
  return { links: {}, [field]: items.slice(start, start + pageSize), metadata: { total_count: items.length } };
}

describeProvider('huaweicloud', {
  refusals: [
    [400, { code: 'DNS.0312', message: 'is there' }, 'RECORD_EXISTS'],
    [400, { error_code: 'APIGW.0308', error_msg: 'slow' }, 'RATE_LIMITED'],
  ],
  options: { accessKeyId: key.id, secretAccessKey: key.secret },
  fake: routedFake({
    base,
    logins: {
      'POST https://iam.myhuaweicloud.com/v3/auth/tokens': {
        sends: ({ body }) => isDeepStrictEqual(JSON.parse(body), loginBody),
        gives: { status: 201, headers: { 'X-Subject-Token': 'opaque-token' }, body: '{"token":{}}' },
      },
    },
    credentials: ({ method, url, headers, body }) => {
      if (headers['x-auth-token'] === 'opaque-token') return true;
      const time = (headers['x-sdk-date'] ?? '').replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5');
      const own = headers['content-type'] === undefined ? {} : { 'content-type': headers['content-type'] };
      const again: OutgoingRequest = { method: method as OutgoingRequest['method'], url, headers: own, body };
      signHuawei(again, key, Date.parse(time));
      return again.headers.authorization === headers.authorization;
    },
    refused: jsonAnswer({ error_code: 'APIGW.0301', error_msg: 'Incorrect IAM authentication information' }, 401),
    routes: {
      'GET /zones': ({ query, account }) => {
        allowOnly(query, ['name', 'offset']);
        const found = account.zones.filter(({ name }) => name.includes(query.name ?? ''));
        return paged(
          'zones',
          found.map(({ id, name }) => ({ id, name: `${name}.`, zone_type: 'public', status: 'ACTIVE' })),
          query.offset,
        );
      },
      'GET /zones/{zone}/recordsets': ({ query, zone }) => {
        allowOnly(query, ['name', 'type', 'status', 'offset']);
        const found = shownSets({ zone }, 'theirs');
        const fits = found.filter(
          ({ name, type }) => name.includes(query.name ?? '') && (query.type === undefined || type === query.type),
        );
        return paged('recordsets', fits, query.offset);
      },
      ...recordsetWrites({
        description: 'theirs',
        exists: jsonAnswer({ code: 'DNS.0312', message: 'Attribute record set already exists.' }, 400),
        gone: jsonAnswer({ code: 'DNS.0313', message: 'This recordset does not exist.' }, 404),
        invalid: jsonAnswer({ code: 'DNS.0304', message: 'invalid name, records or description' }, 400),
      }),
    },
  }),
  refusal: 401,
  cases: {
    'logs in by password, once, and asks with the token': {
      options: { username: 'u', password: 'opaque-password', domainName: 'd' },
      asks: [
        {
          request: 'POST https://iam.myhuaweicloud.com/v3/auth/tokens',
          body: loginBody,
          status: 201,
          answerHeaders: { 'x-subject-token': 'opaque-token' },
          answer: { token: {} },
        },
        { request: `GET ${base}/zones?name=example.com`, headers: { 'x-auth-token': 'opaque-token' }, answer: zones },
        {
          request: `GET ${base}/zones/z1/recordsets?type=TXT&name=a.example.com.`,
          headers: { 'x-auth-token': 'opaque-token' },
          answer: { recordsets: [], metadata: { total_count: 0 } },
        },
      ],
      does: (service) => service.list({ type: 'TXT', name: 'a' }),
      gives: [],
    },
    'asks the European cloud for a region of it': {
      options: { accessKeyId: key.id, secretAccessKey: key.secret, region: 'eu-west-101' },
      asks: [{ request: 'GET https://dns.eu-west-101.myhuaweicloud.eu/v2/zones?name=example.com', answer: zones }],
      gives: 'example.com',
    },
    'takes the zone of an id, where it has the name': {
      options: { accessKeyId: key.id, secretAccessKey: key.secret, zoneId: 'z9' },
      asks: [{ request: 'GET /zones/z9', answer: { id: 'z9', name: 'example.org.' } }],
      fails: 'ZONE_NOT_FOUND',
    },
    'takes the zone that is served, and of its sets those of all lines alone': {
      answers: {
        'GET /zones?': [200, { zones: [{ ...zones.zones[0], id: 'z0', status: 'DISABLE' }, ...zones.zones] }],
        'GET /zones/z1/recordsets': [
          200,
          { recordsets: [set, { ...set, line: 'Dianxin' }, { ...set, name: 'b.example.com.', line: 'default_view' }] },
        ],
      },
      lists: { type: 'TXT' },
      gives: ['TXT/a/b25l a.example.com 60 TXT one', 'TXT/b/b25l b.example.com 60 TXT one'],
    },
    'says how to tell two zones apart': {
      answers: { 'GET /zones?': [200, { zones: [...zones.zones, { ...zones.zones[0], id: 'z2' }] }] },
      fails: (error) => isFailure(error, 'CONFIG') && /--zone-id$/.test(error.hint ?? ''),
    },
    'tells a wrong key from too many requests': {
      asks: [
        {
          request: `GET ${base}/zones?name=example.com`,
          status: 403,
          answer: { error_code: 'APIGW.0303', error_msg: 'Incorrect app' },
        },
      ],
      does: (service) => service.findZone(),
      fails: (error) => isFailure(error, 'AUTHENTICATION'),
    },
  },
});

it('huaweicloud signs the form that the documentation shows', () => {
  const target = '/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs?limit=2&marker=13551d6b-755d-4757-b956-536f674975c0';
  const request: OutgoingRequest = {
    method: 'GET',
    url: new URL(target, 'https://service.region.example.com'),
    headers: { 'content-type': 'application/json' },
    body: undefined,
  };
  signHuawei(request, key, Date.UTC(2019, 10, 15, 3, 36, 55));
  const hash = 'b25362e603ee30f4f25e7858e8a7160fd36e803bb2dfe206278659d71a9bcd7a';
  const names = ['content-type', 'host', 'x-sdk-date'];
  const { text } = canonicalRequest(request, names, `${request.url.pathname}/`);
  assert.equal(sha256(text), hash);
  const signature = hmacChain(key.secret, `SDK-HMAC-SHA256\n20191115T033655Z\n${hash}`).toString('hex');
  assert.equal(
    request.headers.authorization,
    `SDK-HMAC-SHA256 Access=AKopaque, SignedHeaders=content-type;host;x-sdk-date, Signature=${signature}`,
  );
});
