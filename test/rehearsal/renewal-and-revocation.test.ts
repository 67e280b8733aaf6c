import assert from 'node:assert/strict';
import { test } from 'node:test';
import { obtain, order } from './orders.js';
import { type Answer, newKey, rawClient, type Stage, send, setStage } from './setup.js';

const timeout = 30_000;
const prefix = 'urn:ietf:params:acme:error:';

function assertProblem(answer: Answer, type: string, status: number): void {
  assert.deepEqual([answer.json.type, answer.status], [prefix + type, status], answer.text);
}

async function registered({ ca }: Stage) {
  const client = rawClient(ca);
  await client.register();
  return client;
}

/** By the rule of RFC 9773 section 4.1, from the DER alone. */
function certificateIdOf(der: Buffer): string {
  const keyIdAt = der.indexOf(Buffer.from('0603551d23', 'hex'));
  const keyId = der.subarray(keyIdAt + 11, keyIdAt + 31);
  const serialAt = der.indexOf(Buffer.from('a003020102', 'hex')) + 5;
  const serial = der.subarray(serialAt + 2, serialAt + 2 + der.readUInt8(serialAt + 1));
  return `${keyId.toString('base64url')}.${serial.toString('base64url')}`;
}

test('renewal information: a window two thirds in, Retry-After, and any other window on demand', {
  timeout,
}, async () => {
  await using stage = await setStage({ renewalRetryAfterSeconds: 60, certificateLifetimeSeconds: 9000 });
  const client = await registered(stage);
  // Serial numbers with and without a leading zero: enough certificates to meet both.
  for (let index = 0; index < 6; index += 1) {
    const { x509 } = await obtain(stage, client, [`${index}.example.net`]);
    const url = `${client.base}/renewalInfo/${certificateIdOf(x509.raw)}`;
    const answer = await send(stage.ca, 'GET', url);
    assert.deepEqual([answer.status, answer.headers['retry-after']], [200, '60'], answer.text);
    const start = new Date(Date.parse(x509.validFrom) + 6000 * 1000).toISOString().replace('.000', '');
    assert.ok(JSON.stringify(answer.json).includes(`"start":"${start.slice(0, 15)}`), answer.text);
    const window = { start: new Date(0), end: new Date(1000), explanationUrl: 'https://example.com/why' };
    stage.ca.setRenewalWindow(x509.serialNumber, window);
    assert.deepEqual((await send(stage.ca, 'GET', url)).json, {
      suggestedWindow: { start: '1970-01-01T00:00:00Z', end: '1970-01-01T00:00:01Z' },
      explanationURL: 'https://example.com/why',
    });
  }
  assertProblem(await send(stage.ca, 'GET', `${client.base}/renewalInfo/AAAA.AAAA`), 'malformed', 404);
});

test('an order replaces a certificate once; a second one gets alreadyReplaced', { timeout }, async () => {
  await using stage = await setStage();
  const client = await registered(stage);
  const { x509 } = await obtain(stage, client, ['a.example.net', 'b.example.net']);
  const replaces = certificateIdOf(x509.raw);
  assertProblem(await order(client, ['c.example.net'], { replaces }), 'malformed', 400);
  assertProblem(await order(client, ['a.example.net'], { replaces: 'AAAA.AAAA' }), 'malformed', 404);
  assertProblem(await order(await registered(stage), ['a.example.net'], { replaces }), 'unauthorized', 403);
  const created = await order(client, ['a.example.net'], { replaces });
  assert.deepEqual([created.status, created.json.replaces], [201, replaces]);
  assertProblem(await order(client, ['a.example.net'], { replaces }), 'alreadyReplaced', 409);
  // An order that came to nothing has replaced nothing.
  const [url] = Array.isArray(created.json.authorizations) ? created.json.authorizations : [];
  await client.post(String(url), { status: 'deactivated' });
  assert.equal((await order(client, ['a.example.net'], { replaces })).status, 201);
});

test('revocation: by the account, or by the key of the certificate, once, for a good reason', { timeout }, async () => {
  await using stage = await setStage();
  const [client, stranger] = [await registered(stage), await registered(stage)];
  const { der, x509 } = await obtain(stage, client, ['a.example.net']);
  const url = `${client.base}/revokeCert`;
  assertProblem(await stranger.post(url, { certificate: der }), 'unauthorized', 403);
  assertProblem(await rawClient(stage.ca, newKey()).post(url, { certificate: der }), 'unauthorized', 403);
  assertProblem(await client.post(url, { certificate: der, reason: 7 }), 'badRevocationReason', 400);
  assertProblem(await client.post(url, { certificate: 'AAAA' }), 'malformed', 404);
  const done = await client.post(url, { certificate: der, reason: 1 });
  assert.deepEqual([done.status, done.text, stage.ca.certificates()[0]?.revoked], [200, '', 1]);
  assertProblem(await client.post(url, { certificate: der }), 'alreadyRevoked', 400);
  const information = await send(stage.ca, 'GET', `${client.base}/renewalInfo/${certificateIdOf(x509.raw)}`);
  assert.ok(/"end":"([^"]+)"/.exec(information.text)?.[1] ?? '9' < new Date().toISOString());
});

test('an account that controls all names may revoke', { timeout }, async () => {
  await using stage = await setStage();
  const [client, heir] = [await registered(stage), await registered(stage)];
  const { der } = await obtain(stage, client, ['a.example.net']);
  await obtain(stage, heir, ['a.example.net']);
  assert.equal((await heir.post(`${heir.base}/revokeCert`, { certificate: der })).status, 200);
});
