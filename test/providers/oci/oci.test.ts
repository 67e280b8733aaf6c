import assert from 'node:assert/strict';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fromPresentation, fullName, relativeName, toPresentation } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import {
  allowOnly,
  asObject,
  type Call,
  cut,
  type FakeRecord,
  jsonAnswer,
  refuse,
  routedFake,
} from '../../../core/testing/fakes/index.js';
import type { SentRequest } from '../../../core/testing/wire.js';
import { readAccount } from '../../../providers/oci/account.js';
import { rsaKey } from '../../lab/rsa-key.js';

const privateKey = await rsaKey();
const publicKey = createPublicKey(privateKey);
const keyContent = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const der = publicKey.export({ type: 'spki', format: 'der' });
const fingerprint = createHash('md5').update(der).digest('hex').match(/../g)?.join(':') ?? '';
const missing = jsonAnswer(
  { code: 'NotAuthorizedOrNotFound', message: 'Authorization failed or requested resource not found.' },
  404,
);

/** As the service checks it: what must be signed is, in any order, and is what was sent. */
function isSigned({ method, url, headers, body }: SentRequest): boolean {
  const given: Record<string, string | undefined> = Object.fromEntries(
    [...(headers.authorization ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  );
  const hasBody = method === 'PATCH';
  const names = [
    '(request-target)',
    'host',
    'date',
    ...(hasBody ? ['x-content-sha256', 'content-type', 'content-length'] : []),
  ];
  const values: Record<string, string | undefined> = {
    ...headers,
    '(request-target)': `${method.toLowerCase()} ${url.pathname}${url.search}`,
    host: url.host,
    'content-length': String(Buffer.byteLength(body)),
  };
  const signed = (given.headers ?? '').split(' ');
  const text = signed.map((name) => `${name}: ${values[name]}`).join('\n');
  const hash = createHash('sha256').update(body).digest('base64');
  return (
    given.keyId === `ocid1.tenancy.oc1..t/ocid1.user.oc1..u/${fingerprint}` &&
    names.every((name) => signed.includes(name)) &&
    (!hasBody || headers['x-content-sha256'] === hash) &&
    Math.abs(Date.parse(headers.date ?? '') - Date.now()) < 300_000 &&
    verify('sha256', Buffer.from(text), publicKey, Buffer.from(given.signature ?? '', 'base64'))
  );
}

function hashOf({ type, name, content }: FakeRecord): string {
  return createHash('md5').update(`${name} ${type} ${content}`).digest('hex');
}

function list({ zone, query, params }: Call) {
  allowOnly(query, ['limit', 'rtype', 'page']);
  const found = zone.records
    .all()
    .map(([, record]) => record)
    .filter(({ type, name }) => query.rtype === undefined || (type === query.rtype && name !== ''))
    .filter(({ name }) => params.name === undefined || fullName(name, zone.name) === params.name);
  const page = cut(found, query, { by: 'cursor', parameter: 'page', size: 'limit', usual: 50, largest: 100 });
  const items = page.items.map((record) => ({
    domain: fullName(record.name, zone.name),
    recordHash: hashOf(record),
    rtype: record.type,
    rdata: toPresentation(record),
    ttl: record.ttl,
  }));
  const answer = jsonAnswer({ items });
  return { ...answer, headers: { ...answer.headers, ...(page.next !== undefined && { 'opc-next-page': page.next }) } };
}

function change({ zone, body }: Call): object {
  for (const item of asObject(body).items as Record<string, unknown>[]) {
    const { operation, domain, rtype, rdata, ttl } = item;
    const type = String(rtype);
    const name = relativeName(String(domain), zone.name);
    // A text of one word needs no quotes.
    if (type === 'TXT' && !/^(".*"|\S+)$/.test(String(rdata))) refuse(400, { code: 'InvalidParameter' });
    const record = { type, name, content: fromPresentation(type, String(rdata)), ttl: Number(ttl) };
    const { recordHash = hashOf(record) } = item;
    const same = zone.records.all().find(([, own]) => hashOf(own) === recordHash)?.[0];
    if (operation === 'REMOVE') zone.records.remove(same ?? '');
    else if (operation !== 'ADD' || typeof ttl !== 'number') refuse(400, { code: 'InvalidParameter' });
    else if (same === undefined) zone.records.insert(record);
  }
  return { items: [] };
}

const account = { user: 'ocid1.user.oc1..u', tenancy: 'ocid1.tenancy.oc1..t', fingerprint, region: 'eu-frankfurt-1' };

describeProvider('oci', {
  options: { ...account, keyContent },
  refusal: 401,
  fake: routedFake({
    base: 'https://dns.eu-frankfurt-1.oraclecloud.com/20180115',
    credentials: isSigned,
    refused: jsonAnswer(
      { code: 'NotAuthenticated', message: 'The required information to complete authentication was not provided.' },
      401,
    ),
    missing,
    routes: {
      'GET /zones/{domain}': ({ zone }) => ({
        name: zone.name,
        id: `ocid1.dns-zone.oc1..${zone.id}`,
        zoneType: 'PRIMARY',
        scope: 'GLOBAL',
      }),
      'GET /zones/{domain}/records': list,
      'GET /zones/{domain}/records/{name}': list,
      'PATCH /zones/{domain}/records': change,
    },
  }),
  cases: {
    'sends a change again whose answer was lost': {
      creates: 'a TXT one',
      answers: { PATCH: [[502]] },
      leaves: ['a TXT one'],
    },
    'asks for the records of one name': {
      lists: { type: 'TXT', name: 'a' },
      sends: ['GET /zones/example.com', 'GET /zones/example.com/records/a.example.com?limit=100&rtype=TXT'],
    },
    'lists no page that cannot be understood': { answers: { GET: [200, { items: 1 }] }, lists: {}, fails: 'RESPONSE' },
  },
});

describe('the account of oci', () => {
  it('comes from the configuration file for what the options leave out', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'oci-'));
    try {
      const keyFile = join(folder, 'key.pem');
      writeFileSync(keyFile, keyContent);
      const lines = [
        '[DEFAULT]',
        'user = u0',
        'tenancy=t0',
        'region=us-phoenix-1',
        `key_file=${keyFile}`,
        '[OTHER]',
        '# none',
        'user=u1',
      ];
      const configFile = join(folder, 'config');
      writeFileSync(configFile, lines.join('\n'));
      const { identity, region } = await readAccount({ configFile, profile: 'OTHER' });
      assert.match(identity.keyId, /^t0\/u1\/([0-9a-f]{2}:){15}[0-9a-f]{2}$/);
      assert.equal(region, 'us-phoenix-1');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
