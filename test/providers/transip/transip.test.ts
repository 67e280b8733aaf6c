import assert from 'node:assert/strict';
import { createPublicKey, createVerify, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openProvider } from '../../../core/dns/open-provider.js';
import { builtInRegistry } from '../../../core/manifest/built-in.js';
import { isFailure } from '../../../core/sdk/index.js';
import { silentLogger } from '../../../core/sdk/logger.js';
import { answeringDispatcher } from '../../../core/testing/dispatcher.js';
import type { GivenAnswer, SentRequest } from '../../../core/testing/wire.js';
import { rsaKey } from '../../lab/rsa-key.js';

const base = 'https://api.transip.nl/v6';
const privateKey = await rsaKey();
const publicKey = createPublicKey(privateKey);
const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
const zone = { name: 'example.com' };

type Handler = (request: SentRequest) => [status: number, answer?: unknown];

interface KeyKind {
  readonly keyIsGlobal: boolean;
  /** Whether the API gives such a token. */
  readonly logsIn: (isGlobal: boolean) => boolean;
}

/** The nonce is another one each time, so requests are answered by a function and asserted afterwards. */
async function withTransip<T>(
  apiKey: string,
  handle: Handler,
  work: (provider: Awaited<ReturnType<typeof openProvider>>) => Promise<T>,
  { keyIsGlobal, logsIn }: KeyKind = { keyIsGlobal: true, logsIn: () => true },
): Promise<{ result: T; sent: SentRequest[] }> {
  const registered = builtInRegistry().findProvider('transip');
  assert.ok(registered);
  const sent: SentRequest[] = [];
  let tokens = 0;
  function login({ body }: SentRequest): [number, unknown] {
    const { global_key: isGlobal } = JSON.parse(body) as { global_key: boolean };
    return logsIn(isGlobal) ? [201, { token: `token${tokens}` }] : [401, { error: 'The key is not for this address' }];
  }

  function answer(request: SentRequest): GivenAnswer {
    sent.push(request);
    const isLogin = request.url.href === `${base}/auth`;
    if (isLogin) tokens += 1;
    const [status, body] = isLogin ? login(request) : handle(request);
    return { status, headers: {}, body: body === undefined ? '' : JSON.stringify(body) };
  }
  const provider = await openProvider({
    registered,
    options: { username: 'me', apiKey, keyIsGlobal },
    dispatcher: answeringDispatcher(answer),
    log: silentLogger,
    userAgent: 'test',
    retry: { attempts: 3, firstPauseMs: 0, longestPauseMs: 0 },
  });
  return { result: await work(provider), sent };
}

function lines(sent: readonly SentRequest[]): string[] {
  return sent.map(({ method, url, body }) => `${method} ${url.href.slice(base.length)} ${body}`.trim());
}

describe('transip', () => {
  it('signs the login to the letter and uses one token for all', async () => {
    const handle: Handler = ({ method }) => (method === 'GET' ? [200, { domain: zone }] : [201, []]);
    const { sent } = await withTransip(pem, handle, async (provider) => {
      const found = await provider.findZone('example.com');
      assert.ok(found);
      await provider.createRecord(found, { type: 'TXT', name: '_acme-challenge', content: 'a', ttl: 300 });
      await provider.createRecord(found, { type: 'CNAME', name: 'www', content: 'example.org', ttl: 300 });
    });
    const [login, ...rest] = sent;
    assert.ok(login);
    const { nonce, ...body } = JSON.parse(login.body) as { nonce: string };
    assert.match(nonce, /^[0-9a-f]{32}$/);
    assert.deepEqual(body, { login: 'me', global_key: true });
    const signature = String(login.headers.signature);
    assert.ok(createVerify('RSA-SHA512').update(login.body).verify(publicKey, signature, 'base64'));
    assert.deepEqual(lines(rest), [
      'GET /domains/example.com',
      'POST /domains/example.com/dns {"dnsEntry":{"name":"_acme-challenge","type":"TXT","content":"a","expire":300}}',
      'POST /domains/example.com/dns {"dnsEntry":{"name":"www","type":"CNAME","content":"example.org.","expire":300}}',
    ]);
    assert.ok(rest.every(({ headers }) => headers.authorization === 'Bearer token1'));
  });

  it('deletes one of two values by all that it consists of', async () => {
    const entry = (content: string) => ({ name: '@', expire: 300, type: 'TXT', content });
    const handle: Handler = ({ method }) =>
      method === 'GET' ? [200, { dnsEntries: [entry('a'), entry('b/"c"')] }] : [204];
    const { sent } = await withTransip(pem, handle, async (provider) => {
      const records = await provider.listRecords(zone, {});
      assert.deepEqual(
        records.map(({ content, ttl, name }) => [content, ttl, name]),
        [
          ['a', 300, '@'],
          ['b/"c"', 300, '@'],
        ],
      );
      await provider.deleteRecord(zone, records[1]?.id ?? '');
    });
    const last = sent.at(-1);
    assert.equal(last?.method, 'DELETE');
    assert.deepEqual(JSON.parse(last?.body ?? ''), { dnsEntry: entry('b/"c"') });
  });

  it('updates by replacing the old entry', async () => {
    const entry = { name: 'a', expire: 86400, type: 'CNAME', content: 'old.example.' };
    const handle: Handler = ({ method }) => (method === 'GET' ? [200, { dnsEntries: [entry] }] : [204]);
    const { sent } = await withTransip(pem, handle, async (provider) => {
      const [record] = await provider.listRecords(zone, {});
      assert.equal(record?.content, 'old.example');
      await provider.updateRecord(zone, record?.id ?? '', {
        type: 'CNAME',
        name: 'b',
        content: 'new.example',
        ttl: 60,
      });
    });
    const bodies = sent.slice(-2).map(({ method, body }) => [method, JSON.parse(body)]);
    assert.deepEqual(bodies, [
      ['DELETE', { dnsEntry: entry }],
      ['POST', { dnsEntry: { name: 'b', expire: 60, type: 'CNAME', content: 'new.example.' } }],
    ]);
  });

  it('gets a new token when the old one has expired', async () => {
    const handle: Handler = ({ headers }) =>
      headers.authorization === 'Bearer token1' ? [401, { error: 'expired' }] : [404, { error: 'not found' }];
    const { result, sent } = await withTransip(pem, handle, (provider) => provider.findZone('example.org'));
    assert.equal(result, undefined);
    assert.deepEqual(
      sent.map(({ url }) => url.pathname),
      ['/v6/auth', '/v6/domains/example.org', '/v6/auth', '/v6/domains/example.org'],
    );
  });

  it('finds out whether the key pair is for any address', async () => {
    const find = (provider: Awaited<ReturnType<typeof openProvider>>) => provider.findZone('example.com');
    const asked = (sent: readonly SentRequest[]) =>
      sent.filter(({ url }) => url.pathname === '/v6/auth').map(({ body }) => JSON.parse(body).global_key);
    const good: Handler = () => [200, { domain: zone }];
    const anywhere = await withTransip(pem, good, find, { keyIsGlobal: false, logsIn: (isGlobal) => isGlobal });
    assert.deepEqual(asked(anywhere.sent), [false, true]);
    const refusesFirst: Handler = ({ headers }) =>
      headers.authorization === 'Bearer token1' ? [401, { error: 'not whitelisted' }] : [200, { domain: zone }];
    const later = await withTransip(pem, refusesFirst, find, { keyIsGlobal: false, logsIn: () => true });
    assert.deepEqual(asked(later.sent), [false, true]);
    await assert.rejects(withTransip(pem, good, find, { keyIsGlobal: false, logsIn: () => false }), (error) =>
      isFailure(error, 'AUTHENTICATION'),
    );
  });

  it('keeps to the kind of token that has worked', async () => {
    for (const [keyIsGlobal, logsIn, asked] of [
      [false, (isGlobal: boolean) => isGlobal, [false, true, true]],
      [false, () => true, [false, false]],
      [true, (isGlobal: boolean) => isGlobal, [true, true]],
    ] as const) {
      let asks = 0;
      const expired: Handler = () => {
        asks += 1;
        return asks === 2 ? [401, { error: 'expired' }] : [200, { domain: zone }];
      };
      const twice = async (provider: Awaited<ReturnType<typeof openProvider>>) => [
        await provider.findZone('example.com'),
        await provider.findZone('example.com'),
      ];
      const { sent } = await withTransip(pem, expired, twice, { keyIsGlobal, logsIn });
      const logins = sent.filter(({ url }) => url.pathname === '/v6/auth');
      assert.deepEqual(
        logins.map(({ body }) => JSON.parse(body).global_key),
        asked,
      );
    }
  });

  it('asks for no other kind of token where one was told', async () => {
    const tried: boolean[] = [];
    const logsIn = (isGlobal: boolean) => tried.push(isGlobal) === 0;
    const find = (provider: Awaited<ReturnType<typeof openProvider>>) => provider.findZone('example.com');
    await assert.rejects(
      withTransip(pem, () => [500], find, { keyIsGlobal: true, logsIn }),
      (error) => isFailure(error, 'AUTHENTICATION'),
    );
    assert.deepEqual(tried, [true]);
  });

  it('tries a write again while the zone is being saved', async () => {
    let refused = false;
    const handle: Handler = () => {
      if (refused) return [201, []];
      refused = true;
      return [409, { error: 'DNS entries are currently being saved' }];
    };
    const { sent } = await withTransip(pem, handle, (provider) =>
      provider.createRecord(zone, { type: 'TXT', name: 'a', content: 'b', ttl: 60 }),
    );
    assert.equal(sent.filter(({ url }) => url.pathname.endsWith('/dns')).length, 2);
  });

  it('takes the key from a file and from text with escaped line breaks', async (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'transip-'));
    context.after(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'key.pem');
    writeFileSync(file, pem);
    for (const apiKey of [`${file}\n`, pem.replaceAll('\n', '\\n')]) {
      const { result } = await withTransip(
        apiKey,
        () => [200, { domain: zone }],
        (provider) => provider.findZone('example.com'),
      );
      assert.deepEqual(result, zone);
    }
  });

  it('says that the key cannot be used, and never shows it', async () => {
    const secret = '-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----';
    const ofOtherKind = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    for (const apiKey of ['/nowhere/secret', secret, String(ofOtherKind.export({ type: 'pkcs8', format: 'pem' }))]) {
      await assert.rejects(
        withTransip(
          apiKey,
          () => [500],
          (provider) => provider.findZone('example.com'),
        ),
        (error) => isFailure(error, 'CONFIG') && error.place === '--auth-api-key' && !/secret/.test(error.message),
      );
    }
  });
});
