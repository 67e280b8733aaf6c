import assert from 'node:assert/strict';
import { createHmac, createPublicKey, sign } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { connect } from 'node:tls';
import { createCsr } from '../../../core/acme/csr.js';
import { missing } from '../../lab/index.js';
import { type Answer, encoded, jwkOf, newKey, type RawClient, rawClient, send } from '../../rehearsal/setup.js';
import { bindingOf, registered } from './binding.js';
import { boundClient, type Hub, secretOf, startHub } from './hub.js';

const prefix = 'urn:ietf:params:acme:error:';

function assertProblem(answer: Answer, type: string, status: number, what: string): void {
  assert.deepEqual([answer.json.type, answer.status], [prefix + type, status], `${what}: ${answer.text}`);
  assert.equal(answer.headers['content-type'], 'application/problem+json', what);
}

describe('what attackers try at the door acme', { skip: missing('pebble', 'openssl'), timeout: 300_000 }, () => {
  let hub: Hub;
  before(async () => {
    const clients =
      boundClient('edge', ['edge.example.com', '*.edge.example.com']) + boundClient('other', ['other.example.com']);
    hub = await startHub({ clients });
  });
  after(() => hub[Symbol.asyncDispose]());

  const base = () => hub.directoryUrl.replace(/\/directory$/, '');

  it('a binding that is not right in every part makes no account', async () => {
    const client = rawClient(hub);
    const cases: readonly (readonly [string, object | undefined, string, number])[] = [
      ['none', undefined, 'externalAccountRequired', 403],
      ['the secret of another', bindingOf(client, 'edge', { secret: secretOf('other') }), 'unauthorized', 401],
      ['nobody', bindingOf(client, 'nobody'), 'unauthorized', 401],
      ['an object of JavaScript', bindingOf(client, '__proto__'), 'unauthorized', 401],
      [
        'another URL',
        bindingOf(client, 'edge', { header: { url: 'https://elsewhere.example/newAccount' } }),
        'malformed',
        400,
      ],
      ['no algorithm', bindingOf(client, 'edge', { header: { alg: 'none' } }), 'malformed', 400],
      ['another algorithm', bindingOf(client, 'edge', { header: { alg: 'HS384' } }), 'malformed', 400],
      ['the key of somebody else', bindingOf(client, 'edge', { payload: jwkOf(newKey()) }), 'malformed', 400],
      ['an empty signature', { ...bindingOf(client, 'edge'), signature: '' }, 'unauthorized', 401],
    ];
    for (const [what, externalAccountBinding, type, status] of cases) {
      assertProblem(
        await client.register(externalAccountBinding === undefined ? {} : { externalAccountBinding }),
        type,
        status,
        what,
      );
    }
    assertProblem(await client.register({ onlyReturnExisting: true }), 'accountDoesNotExist', 400, 'nothing was made');
  });

  it('what is not signed as it must be does nothing', async () => {
    const client = await registered(hub, 'edge');
    const { kid = '' } = client;
    const order = { identifiers: [{ type: 'dns', value: 'edge.example.com' }] };
    const url = `${base()}/newOrder`;
    const cases: readonly (readonly [string, Record<string, unknown>, string, number])[] = [
      ['no algorithm', { alg: 'none' }, 'badSignatureAlgorithm', 400],
      ['a secret where a key belongs', { alg: 'HS256' }, 'badSignatureAlgorithm', 400],
      ['another URL', { url: `${base()}/newAccount` }, 'unauthorized', 401],
      ['the URL of another host', { url: 'https://other.example/acme/newOrder' }, 'unauthorized', 401],
      ['no nonce', { nonce: undefined }, 'badNonce', 400],
      ['a made-up nonce', { nonce: 'AAAAAAAAAAAAAAAAAAAAAA' }, 'badNonce', 400],
      ['both names of the key', { jwk: jwkOf(client.key) }, 'malformed', 400],
      ['its key in place of its account', { kid: undefined, jwk: jwkOf(client.key) }, 'malformed', 400],
      ['an account of nobody', { kid: `${base()}/account/AAAA` }, 'accountDoesNotExist', 400],
      ['an account that leads elsewhere', { kid: `${base()}/account/../account/x` }, 'accountDoesNotExist', 400],
      [
        'an account at another hub',
        { kid: kid.replace('https://localhost', 'https://other') },
        'accountDoesNotExist',
        400,
      ],
      ['something critical', { crit: ['x'] }, 'malformed', 400],
    ];
    for (const [what, header, type, status] of cases) {
      assertProblem(await client.post(url, order, header), type, status, what);
    }
    const stranger = rawClient(hub, newKey());
    const forged = await stranger.post(url, order, { kid, jwk: undefined });
    assertProblem(forged, 'malformed', 400, 'the account of somebody else');
    assert.equal(hub.calls().at(-1)?.client, undefined, 'whoever forges a name is not in the log under it');
    assertProblem(
      await symmetric(hub, client, url, order),
      'badSignatureAlgorithm',
      400,
      'signed with the public key as a secret',
    );
    const whole = await client.signed(url, order);
    assert.equal((await send(hub, 'POST', url, whole)).status, 201);
    assertProblem(await send(hub, 'POST', url, whole), 'badNonce', 400, 'the same again');
    const { payload: _payload, ...parts } = JSON.parse(await client.signed(url, order)) as Record<string, string>;
    assertProblem(
      await send(hub, 'POST', url, JSON.stringify({ ...parts, payload: encoded({ ...order, x: 1 }) })),
      'malformed',
      400,
      'changed',
    );
    assertProblem(
      await send(hub, 'POST', url, await client.signed(url, order), 'application/json'),
      'malformed',
      415,
      'as JSON',
    );
    const refused = await client.post(url, order, { nonce: 'AAAAAAAAAAAAAAAAAAAAAA' });
    const nonce = refused.headers['replay-nonce'];
    assert.equal((await client.post(url, order, { nonce })).status, 201, 'a refusal brings a good nonce');
  });

  it('a client has its names, and sees nothing of another', async () => {
    const edge = await registered(hub, 'edge');
    const other = await registered(hub, 'other');
    const order = (value: string, type = 'dns') => edge.post(`${base()}/newOrder`, { identifiers: [{ type, value }] });
    for (const name of [
      'other.example.com',
      'example.com',
      '*.example.com',
      'a.b.edge.example.com',
      'edge.example.com.evil.example',
      '*.*.edge.example.com',
    ]) {
      const answer = await order(name);
      assertProblem(answer, 'rejectedIdentifier', 400, name);
      assert.match(answer.text, new RegExp(name.replaceAll(/[.*]/g, '\\$&')), 'it names the name');
      assert.doesNotMatch(answer.text, /other\.example\.com.*only|edge\.example\.com", "/, 'and no other');
    }
    for (const name of ['edge.example.com/../x', 'edge_.example.com', '1.2.3.4', 'edge..example.com', '']) {
      assertProblem(await order(name), 'rejectedIdentifier', 400, name);
    }
    assertProblem(await order('10.0.0.1', 'ip'), 'unsupportedIdentifier', 400, 'an address');
    const made = await order('edge.example.com');
    const url = String(made.headers.location);
    const [authorization] = made.json.authorizations as string[];
    assertProblem(await other.post(url), 'malformed', 404, 'the order of another client');
    assertProblem(await other.post(String(authorization)), 'malformed', 404, 'its authorization');
    assertProblem(await other.post(String(made.json.finalize), { csr: 'AAAA' }), 'malformed', 404, 'its finalization');
    assertProblem(await other.post(edge.kid ?? ''), 'unauthorized', 403, 'its account');
    assertProblem(
      await other.post(`${edge.kid}`.replace('/account/', '/orders/')),
      'unauthorized',
      403,
      'its list of orders',
    );
    const csr = await csrFor(['edge.example.com']);
    for (const [what, given] of [
      ['no request', encoded('no request')],
      ['more names', await csrFor(['edge.example.com', 'other.example.com'])],
      ['other names', await csrFor(['other.example.com'])],
      [
        'the key of the account',
        await csrFor(['edge.example.com'], edge.key.export({ type: 'pkcs8', format: 'pem' }).toString()),
      ],
    ] as const) {
      assertProblem(await edge.post(String(made.json.finalize), { csr: given }), 'badCSR', 400, what);
    }
    const done = await edge.post(String(made.json.finalize), { csr });
    assert.equal(done.json.status, 'valid', done.text);
    assert.equal((await edge.post(String(made.json.finalize), { csr })).json.status, 'valid', 'again: nothing changes');
    const certificate = String(done.json.certificate);
    assertProblem(await other.post(certificate), 'malformed', 404, 'its certificate');
    const pem = (await edge.post(certificate)).text;
    const der = Buffer.from(pem.split('-----')[2] ?? '', 'base64').toString('base64url');
    assertProblem(
      await other.post(`${base()}/revokeCert`, { certificate: der }),
      'unauthorized',
      403,
      'its revocation',
    );
    assertProblem(
      await edge.post(`${base()}/revokeCert`, { certificate: der, reason: 2 }),
      'badRevocationReason',
      400,
      'a reason of CAs',
    );
    assert.equal((await edge.post(`${base()}/revokeCert`, { certificate: der })).status, 200);
  });

  it('an account changes its key, and is gone once it is deactivated', async () => {
    const client = await registered(hub, 'edge');
    const { kid = '' } = client;
    const next = newKey();
    const url = `${base()}/keyChange`;
    const inner = (key: RawClient['key'], payload: object, header: object = {}) => {
      const head = encoded({ alg: 'ES256', jwk: jwkOf(key), url, ...header });
      const body = encoded(payload);
      return { protected: head, payload: body, signature: signatureBy(key, `${head}.${body}`) };
    };
    const right = { account: kid, oldKey: jwkOf(client.key) };
    assertProblem(
      await client.post(url, inner(next, { ...right, account: `${kid}x` })),
      'malformed',
      400,
      'another account',
    );
    assertProblem(
      await client.post(url, inner(next, { ...right, oldKey: jwkOf(next) })),
      'malformed',
      400,
      'another old key',
    );
    assertProblem(await client.post(url, inner(next, right, { url: base() })), 'malformed', 400, 'another URL');
    const other = await registered(hub, 'other');
    assertProblem(await client.post(url, inner(other.key, right)), 'malformed', 409, 'the key of another account');
    assert.equal((await client.post(url, inner(next, right))).status, 200);
    assertProblem(await client.post(kid), 'malformed', 400, 'the old key');
    const renewed = rawClient(hub, next);
    assert.equal((await renewed.register({ onlyReturnExisting: true })).status, 200);
    assert.equal(renewed.kid, kid);
    assert.equal((await renewed.post(kid, { status: 'deactivated' })).json.status, 'deactivated');
    assertProblem(await renewed.post(kid), 'unauthorized', 401, 'deactivated');
  });

  it('paths, methods and sizes that make no sense are refused', async () => {
    for (const [method, path, status] of [
      ['GET', '/acme/newOrder', 405],
      ['POST', '/acme/directory', 405],
      ['PUT', '/acme/newOrder', 405],
      ['GET', '/acme/__proto__', 404],
      ['GET', '/acme/directory/x', 404],
      ['GET', '/acme/renewalInfo/AAAA.AAAA', 404],
      ['GET', '/acme/%64irectory', 400],
    ] as const) {
      const answer = await send(hub, method, `${hub.url}${path}`);
      assert.equal(answer.status, status, `${method} ${path}: ${answer.text}`);
    }
    const long = await send(hub, 'POST', `${base()}/newOrder`, 'x'.repeat(65 * 1024));
    assertProblem(long, 'malformed', 413, 'a long body');
    assert.match(await rawLine(hub, 'GET /acme/../acme/directory HTTP/1.1\r\nHost: x\r\n\r\n'), /^HTTP\/1.1 400/);
    assert.match(await rawLine(hub, 'GET http://x/acme/directory HTTP/1.1\r\nHost: x\r\n\r\n'), /^HTTP\/1.1 400/);
  });
});

function symmetric(hub: Hub, client: RawClient, url: string, payload: object): Promise<Answer> {
  const key = createPublicKey(client.key).export({ type: 'spki', format: 'pem' });
  const header = encoded({ alg: 'HS256', nonce: 'x', url, kid: client.kid });
  const body = encoded(payload);
  const signature = createHmac('sha256', key).update(`${header}.${body}`).digest('base64url');
  return send(hub, 'POST', url, JSON.stringify({ protected: header, payload: body, signature }));
}

function signatureBy(key: RawClient['key'], content: string): string {
  return sign('sha256', Buffer.from(content), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
}

async function csrFor(names: readonly string[], pem = newKey().export({ type: 'pkcs8', format: 'pem' }).toString()) {
  return (await createCsr(names, pem)).toString('base64url');
}

/** Sends bytes as they are, and gives back the first line of the answer. */
function rawLine({ url, caPem }: Hub, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: 'localhost', port: Number(new URL(url).port), ca: caPem, servername: 'localhost' });
    socket.once('error', reject);
    socket.once('data', (data) => {
      socket.destroy();
      resolve(data.toString().split('\r\n')[0] ?? '');
    });
    socket.write(text);
  });
}
