import assert from 'node:assert/strict';
import { constants, createPublicKey, verify } from 'node:crypto';
import { describe, it } from 'node:test';
import { fqdn, fromPresentation, isFailure, needsQuotes, quoteTxt, relativeName } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import {
  allowOnly,
  bearer,
  type Call,
  type FakeSet,
  type Handler,
  jsonAnswer,
  refuse,
  routedFake,
  setAt,
  setsOf,
  toAnswer,
  writeSet,
} from '../../../core/testing/fakes/index.js';
import { openSubject } from '../../../core/testing/subject.js';
import { rsaKey } from '../../lab/rsa-key.js';

interface Item {
  readonly name: string;
  readonly type: string;
  readonly ttl: string | number;
  readonly data: readonly string[];
}

const base = 'https://dns.api.cloud.yandex.net/dns/v1';
const missing = jsonAnswer({ code: 5, message: 'RecordSet not found' }, 404);

function toItem({ type, name, ttl, values }: FakeSet, apex: string): Item {
  const data = values.map((text) => (type === 'TXT' && needsQuotes(text) ? quoteTxt(text) : text));
  return { data, name: fqdn(name, apex), type, ttl: String(ttl) };
}

/** Names are full ones with their final dot, or relative. */
function fromItem({ name, type, ttl, data }: Item, apex: string): FakeSet {
  if (data.length === 0 || (name.includes(apex) && !name.endsWith(`${apex}.`)))
    refuse(400, { code: 3, message: 'malformed record set' });
  const values = data.map((text) => fromPresentation(type, text));
  return { type, name: relativeName(name, apex), ttl: Number(ttl), values };
}

type Changes = Readonly<Partial<Record<'merges' | 'replacements' | 'deletions', readonly Item[]>>>;

/** Adds to sets, replaces them, and deletes values that must be there with the TTL as it is. */
function upsert({ zone, body }: Call): object {
  const { merges = [], replacements = [], deletions = [] } = body as Changes;
  for (const item of merges) {
    const { values, ...set } = fromItem(item, zone.name);
    writeSet(zone, { ...set, values: [...new Set([...(setAt(zone, set)?.values ?? []), ...values])] });
  }
  for (const item of replacements) writeSet(zone, fromItem(item, zone.name));
  for (const item of deletions) {
    const set = fromItem(item, zone.name);
    const old = setsOf(zone).find(({ type, name }) => type === set.type && name === set.name);
    if (old === undefined || old.ttl !== set.ttl) return missing;
    writeSet(zone, { ...old, values: old.values.filter((value) => !set.values.includes(value)) });
  }
  return { id: 'op', done: true };
}

function list({ zone, query }: Call): object {
  allowOnly(query, ['filter', 'pageToken', 'pageSize']);
  const wanted = [...(query.filter ?? '').matchAll(/(\w+)='([^']*)'/g)].map(([, field, value]) => ({ field, value }));
  const found = setsOf(zone)
    .map((set) => toItem(set, zone.name))
    .filter((item) => wanted.every(({ field, value }) => item[field as 'name' | 'type'] === value));
  const start = Number(query.pageToken ?? 0);
  const next = start + 100 < found.length ? { nextPageToken: String(start + 100) } : {};
  return { ...(found.length > 0 && { recordSets: found.slice(start, start + 100) }), ...next };
}

const routes = {
  'GET /zones': ({ account, query }: Call) => {
    allowOnly(query, ['folderId', 'filter']);
    const asked = /^zone='(.*)\.'$/.exec(query.filter ?? '')?.[1];
    const found = account.zones.filter(({ name }) => query.folderId === 'f1' && name === (asked ?? name));
    return {
      ...(found.length > 0 && {
        dnsZones: found.map(({ id, name }) => ({ id, zone: `${name}.`, publicVisibility: {} })),
      }),
    };
  },
  'GET /zones/{zone}:getRecordSet': ({ zone, query }: Call) => {
    const set = setAt(zone, { type: query.type ?? '', name: relativeName(query.name ?? '', zone.name) });
    return set === undefined ? missing : toItem(set, zone.name);
  },
  'GET /zones/{zone}:listRecordSets': list,
  'POST /zones/{zone}:upsertRecordSets': upsert,
  'POST /zones/{zone}:updateRecordSets': upsert,
};

/** With blanks, as the service writes it. */
function spaced(handler: Handler): Handler {
  return (call) => {
    const answer = toAnswer(handler(call));
    return { ...answer, body: JSON.stringify(JSON.parse(String(answer.body)), undefined, 1) };
  };
}

const shown = { id: 'z', zone: 'example.com.', publicVisibility: {} };
const found = { id: 'z', name: 'example.com', isPublic: true };
const zoneOfId = { request: `GET ${base}/zones/z`, answer: shown };
const folders = 'https://resource-manager.api.cloud.yandex.net/resource-manager/v1/folders';
const zonesOf = (folder: string) => ({
  request: `GET ${base}/zones?folderId=${folder}&filter=zone%3D%27example.com.%27`,
  answer: { dnsZones: [shown] },
});

describeProvider('yandexcloud', {
  options: { token: 't1.opaque-iam-token', folderId: 'f1' },
  refusal: 401,
  fake: routedFake({
    base,
    credentials: bearer('t1.opaque-iam-token'),
    logins: {
      'POST https://iam.api.cloud.yandex.net/iam/v1/tokens': {
        sends: ({ body }) => JSON.parse(body).jwt.split('.').length === 3,
        gives: { iamToken: 't1.opaque-iam-token', expiresAt: '2030-01-01T00:00:00Z' },
      },
    },
    missing,
    routes: Object.fromEntries(Object.entries(routes).map(([route, handler]) => [route, spaced(handler)])),
  }),
  cases: {
    'takes the zone of an id': {
      options: { token: 't1.opaque', zoneId: 'z' },
      asks: [zoneOfId, { request: `GET ${base}/zones/z:listRecordSets?filter=`, answer: {} }],
      lists: {},
      gives: [],
    },
    'finds no zone whose id is unknown, or that of another': {
      options: { token: 't1.opaque', zoneId: 'z' },
      asks: [{ ...zoneOfId, answer: { id: 'z', zone: 'example.org.', publicVisibility: {} } }],
      fails: 'ZONE_NOT_FOUND',
    },
    'looks for the zone in a folder where it is not that of an id': {
      options: { token: 't1.opaque', zoneId: 'z', folderId: 'f1' },
      asks: [{ ...zoneOfId, status: 404, answer: { code: 5 } }, zonesOf('f1')],
    },
    'takes the zone that the world sees': {
      options: { token: 't1.opaque', folderId: 'f1' },
      asks: [{ ...zonesOf('f1'), answer: { dnsZones: [{ id: 'inside', zone: 'example.com.' }, shown] } }],
      does: (service) => service.findZone(),
      gives: found,
    },
    'says how to choose one of two': {
      options: { token: 't1.opaque', folderId: 'f1' },
      asks: [{ ...zonesOf('f1'), answer: { dnsZones: [{ ...shown, id: 'other' }, shown] } }],
      fails: (error) => isFailure(error, 'CONFIG') && /--dns-zone-id$/.test(error.hint ?? ''),
    },
    'says that a private key cannot be used': {
      options: { privateKey: '-----BEGIN PRIVATE KEY-----\nnone', keyId: 'k', serviceAccountId: 's', folderId: 'f1' },
      asks: [],
      fails: 'CONFIG',
    },
    'looks for the zone in all folders of a cloud': {
      options: { token: 't1.opaque', zoneId: 'z', cloudId: 'c1' },
      asks: [
        { ...zoneOfId, status: 404, answer: { code: 5 } },
        { request: `GET ${folders}?cloudId=c1`, answer: { folders: [{ id: 'f1' }], nextPageToken: 'p2' } },
        { request: `GET ${folders}?cloudId=c1&pageToken=p2`, answer: { folders: [{ id: 'f2' }] } },
        { ...zonesOf('f1'), answer: {} },
        zonesOf('f2'),
      ],
    },
    'wants to be told where the zone is': {
      options: { token: 't1.opaque' },
      asks: [],
      fails: ['CONFIG', /where the zone is/],
    },
    'narrows a list, and writes text in quotes where it needs them': {
      options: { token: 't1.opaque', zoneId: 'z' },
      asks: [
        zoneOfId,
        {
          request: `GET ${base}/zones/z:listRecordSets?filter=type%3D%27CNAME%27%20AND%20name%3D%27a.example.com.%27`,
          answer: { recordSets: [{ name: 'a.example.com.', type: 'CNAME', ttl: '60', data: ['b.example.net.'] }] },
        },
        { request: `GET ${base}/zones/z:getRecordSet?name=a.example.com.&type=TXT`, status: 404, answer: { code: 5 } },
        {
          request: `POST ${base}/zones/z:upsertRecordSets`,
          body: { replacements: [{ name: 'a.example.com.', type: 'TXT', ttl: 60, data: ['"say \\"hi\\""'] }] },
          answer: { id: 'op1', done: true, error: { message: 'Fell over' } },
        },
      ],
      async does(service) {
        const listed = await service.list({ type: 'CNAME', name: 'a' });
        assert.deepEqual(
          listed.map(({ content }) => content),
          ['b.example.net'],
        );
        await service.create({ type: 'TXT', name: 'a', content: 'say "hi"', ttl: 60 });
      },
      fails: ['API', /Fell over/],
    },
    'waits until a change has ended': {
      asks: [
        {
          request: `GET ${base}/zones?folderId=f1&filter=zone%3D%27example.com.%27`,
          answer: { dnsZones: [{ id: 'z', zone: 'example.com.', publicVisibility: {} }] },
        },
        { request: `GET ${base}/zones/z:getRecordSet?name=a.example.com.&type=TXT`, status: 404, answer: { code: 5 } },
        {
          request: `POST ${base}/zones/z:upsertRecordSets`,
          body: { replacements: [{ name: 'a.example.com.', type: 'TXT', ttl: 60, data: ['one'] }] },
          answer: { id: 'op1' },
        },
        { request: 'GET https://operation.api.cloud.yandex.net/operations/op1', answer: { id: 'op1', done: true } },
      ],
      does: (service) => service.create({ type: 'TXT', name: 'a', content: 'one', ttl: 60 }),
    },
  },
});

describe('the key of a service account', () => {
  it('is exchanged for a token, signed as the documentation says', async () => {
    const privateKey = await rsaKey();
    const publicKey = createPublicKey(privateKey);
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
    const key = { id: 'k1', service_account_id: 's1', private_key: `PLEASE DO NOT REMOVE THIS LINE!\n${pem}` };
    const createFake = routedFake({
      base,
      credentials: ({ url, headers }) =>
        url.hostname === 'iam.api.cloud.yandex.net' || headers.authorization === 'Bearer t1.made',
      at: /^(\/zones|https:\/\/iam\.api\.cloud\.yandex\.net\/iam\/v1\/tokens)$/,
      command: ({ request: { method, url } }) => (method === 'POST' ? url.pathname : 'zones'),
      routes: {
        '/iam/v1/tokens': ({ body }) => {
          assert.match((body as { jwt: string }).jwt, /^[\w-]+\.[\w-]+\.[\w-]+$/);
          const [header = '', claims = '', signature = ''] = (body as { jwt: string }).jwt.split('.');
          const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
          const isSigned = verify(
            'sha256',
            Buffer.from(`${header}.${claims}`),
            { key: publicKey, ...pss },
            Buffer.from(signature, 'base64url'),
          );
          const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());
          const { iat, exp, ...whose } = read(claims);
          assert.deepEqual(read(header), { typ: 'JWT', alg: 'PS256', kid: 'k1' });
          assert.deepEqual(whose, { iss: 's1', aud: 'https://iam.api.cloud.yandex.net/iam/v1/tokens' });
          assert.ok(iat <= Date.now() / 1000 && exp === iat + 3600);
          return isSigned ? { iamToken: 't1.made' } : refuse(401, {});
        },
        zones: routes['GET /zones'],
      },
    });
    const json = JSON.stringify(key);
    for (const token of [`\n${json}`, btoa(json), ` ${btoa(json)}\n`]) {
      const options = { token, folderId: 'f1' };
      const { service } = await openSubject({ provider: 'yandexcloud', options, createFake });
      assert.equal((await service.findZone()).name, 'example.com');
    }
  });
});
