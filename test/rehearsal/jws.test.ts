import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Answer, encoded, newKey, rawClient, send, setStage } from './setup.js';

const timeout = 30_000;
const prefix = 'urn:ietf:params:acme:error:';

function assertProblem(answer: Answer, type: string, status: number): void {
  assert.deepEqual([answer.json.type, answer.status], [prefix + type, status], answer.text);
  assert.equal(answer.headers['content-type'], 'application/problem+json');
  assert.equal(answer.json.status, status);
}

test('accounts sign with ES256, ES384 and RS256', { timeout }, async () => {
  await using stage = await setStage();
  for (const alg of ['ES256', 'ES384', 'RS256'] as const) {
    const client = rawClient(stage.ca, newKey(alg), alg);
    assert.equal((await client.register()).status, 201);
    assert.equal((await client.post(client.kid ?? '')).json.status, 'valid');
  }
});

test('a nonce is good once, and every answer brings another, refusals too', { timeout }, async () => {
  await using stage = await setStage();
  const client = rawClient(stage.ca);
  await client.register();
  const nonce = await client.freshNonce();
  const first = await client.post(client.kid ?? '', undefined, { nonce });
  assert.equal(first.status, 200);
  const second = await client.post(client.kid ?? '', undefined, { nonce });
  assertProblem(second, 'badNonce', 400);
  const third = await client.post(client.kid ?? '', undefined, { nonce: second.headers['replay-nonce'] });
  assert.equal(third.status, 200);
  assertProblem(await client.post(client.kid ?? '', undefined, { nonce: undefined }), 'badNonce', 400);
});

test('expired nonces are refused', { timeout }, async () => {
  await using stage = await setStage();
  const client = rawClient(stage.ca);
  await client.register();
  const nonce = await client.freshNonce();
  stage.ca.expireNonces();
  assertProblem(await client.post(client.kid ?? '', undefined, { nonce }), 'badNonce', 400);
});

test('a wrong url, algorithm, identity or signature is refused', { timeout }, async () => {
  await using stage = await setStage();
  const client = rawClient(stage.ca);
  await client.register();
  const { kid = '', base } = client;
  assertProblem(await client.post(kid, undefined, { url: `${base}/order/1` }), 'unauthorized', 401);
  const algorithm = await client.post(kid, undefined, { alg: 'HS256' });
  assertProblem(algorithm, 'badSignatureAlgorithm', 400);
  assert.deepEqual(algorithm.json.algorithms, ['ES256', 'ES384', 'RS256']);
  assertProblem(await client.post(kid, undefined, { alg: 'none' }), 'badSignatureAlgorithm', 400);
  assertProblem(await client.post(kid, undefined, { alg: 'RS256' }), 'badSignatureAlgorithm', 400);
  assertProblem(await client.post(kid, undefined, { kid: undefined }), 'malformed', 400);
  assertProblem(await client.post(kid, undefined, { jwk: {} }), 'malformed', 400);
  assertProblem(await client.post(kid, undefined, { kid: `${base}/account/none` }), 'accountDoesNotExist', 400);
  assertProblem(await client.post(`${base}/newAccount`, {}, {}), 'malformed', 400);
  assertProblem(await client.post(kid, undefined, { crit: ['b64'] }), 'malformed', 400);
  const other = rawClient(stage.ca);
  assertProblem(
    await send(stage.ca, 'POST', kid, await other.signed(kid, undefined, { kid, jwk: undefined })),
    'malformed',
    400,
  );
});

test('what is no flattened JWS in base64url is refused', { timeout }, async () => {
  await using stage = await setStage();
  const client = rawClient(stage.ca);
  await client.register();
  const { kid = '' } = client;
  const good: Record<string, unknown> = JSON.parse(await client.signed(kid, undefined));
  const bodies = [
    '',
    '{',
    '[]',
    JSON.stringify({ ...good, header: {} }),
    JSON.stringify({ ...good, signatures: [] }),
    JSON.stringify({ ...good, protected: `${good.protected}=` }),
    JSON.stringify({ ...good, protected: encoded('not json') }),
    JSON.stringify({ ...good, signature: 'a+b/' }),
  ];
  for (const body of bodies) assertProblem(await send(stage.ca, 'POST', kid, body), 'malformed', 400);
  assertProblem(await send(stage.ca, 'POST', kid, JSON.stringify(good), 'application/json'), 'malformed', 415);
  assertProblem(await send(stage.ca, 'POST', kid, 'x'.repeat(70_000)), 'malformed', 413);
  assertProblem(await send(stage.ca, 'GET', kid), 'malformed', 405);
  assertProblem(await send(stage.ca, 'GET', `${client.base}/nowhere`), 'malformed', 404);
});

test('weak and private keys are refused', { timeout }, async () => {
  await using stage = await setStage();
  assertProblem(await rawClient(stage.ca, newKey('RS256', 1024), 'RS256').register(), 'badPublicKey', 400);
  const client = rawClient(stage.ca);
  const url = `${client.base}/newAccount`;
  assertProblem(await client.post(url, {}, { jwk: client.key.export({ format: 'jwk' }) }), 'malformed', 400);
});

test('accounts: found again by key, updated, deactivated', { timeout }, async () => {
  await using stage = await setStage();
  const client = rawClient(stage.ca);
  assertProblem(await client.register({ onlyReturnExisting: true }), 'accountDoesNotExist', 400);
  assertProblem(await client.register({ contact: ['tel:+1'] }), 'unsupportedContact', 400);
  assertProblem(await client.register({ contact: ['mailto:nobody'] }), 'invalidContact', 400);
  assertProblem(await client.register({ termsOfServiceAgreed: false }), 'malformed', 400);
  const created = await client.register({ contact: ['mailto:a@example.com'] });
  const again = await client.register({ onlyReturnExisting: true });
  assert.deepEqual([created.status, again.status, again.headers.location], [201, 200, created.headers.location]);
  const { kid = '' } = client;
  assert.deepEqual((await client.post(kid, { contact: ['mailto:b@example.com'] })).json.contact, [
    'mailto:b@example.com',
  ]);
  assert.equal((await client.post(kid, { status: 'deactivated' })).json.status, 'deactivated');
  assertProblem(await client.post(kid), 'unauthorized', 401);
});
