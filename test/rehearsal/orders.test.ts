import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { authorize, csrFor, Order, obtain, order, settled } from './orders.js';
import { type Answer, rawClient, type Stage, send, setStage } from './setup.js';

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

test('a wrong TXT value makes the authorization and the order invalid, with "unauthorized"', { timeout }, async () => {
  await using stage = await setStage();
  const client = await registered(stage);
  const created = await order(client, ['example.com', '*.example.com']);
  const outcomes = await authorize(stage, client, created, () => 'wrong');
  for (const { status, challenges } of outcomes) {
    assert.equal(status, 'invalid');
    assert.equal(challenges[0]?.error?.type, `${prefix}unauthorized`);
    assert.match(
      challenges[0]?.error?.detail ?? '',
      /Incorrect TXT record "wrong" found at _acme-challenge\.example\.com/,
    );
  }
  assert.equal((await client.post(String(created.headers.location))).json.status, 'invalid');
});

test('no record is "unauthorized", no such name and no answer are "dns"', { timeout }, async () => {
  await using stage = await setStage();
  const client = await registered(stage);
  const outcome = async (name: string) => {
    const [url = ''] = Order.parse((await order(client, [name])).json).authorizations;
    const { challenges } = await settled(client, url);
    await client.post(challenges[0]?.url ?? '', {});
    return (await settled(client, url)).challenges[0]?.error;
  };
  assert.match((await outcome('example.com'))?.detail ?? '', /No TXT record found/);
  const absent = await outcome('absent.example.net');
  assert.deepEqual([absent?.type, absent?.detail.includes('NXDOMAIN')], [`${prefix}dns`, true]);
  const refused = await outcome('example.org');
  assert.deepEqual([refused?.type, refused?.detail.includes('REFUSED')], [`${prefix}dns`, true]);
});

test('a resolver that is not there is "dns"', { timeout }, async () => {
  const closed = createServer();
  const port = await new Promise<number>((resolve) => {
    closed.listen(0, '127.0.0.1', () => {
      const address = closed.address();
      closed.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
  await using stage = await setStage({ resolver: `127.0.0.1:${port}`, dnsTimeoutMs: 50 });
  const client = await registered(stage);
  const [outcome] = await authorize(stage, client, await order(client, ['example.com']));
  assert.equal(outcome?.challenges[0]?.error?.type, `${prefix}dns`);
});

test('identifiers: wildcards share the base name; bad ones are refused', { timeout }, async () => {
  await using stage = await setStage();
  const client = await registered(stage);
  const created = await order(client, ['*.Example.com', 'example.com', 'EXAMPLE.com']);
  const found = await Promise.all(Order.parse(created.json).authorizations.map((url) => client.post(url)));
  assert.deepEqual(
    found.map(({ json }) => [json.identifier, json.wildcard]),
    [
      [{ type: 'dns', value: 'example.com' }, true],
      [{ type: 'dns', value: 'example.com' }, undefined],
    ],
  );
  for (const name of [
    'a..b',
    '*.*.example.com',
    'a.*.example.com',
    'localhost',
    '192.0.2.1',
    'under_score.com',
    '-a.com',
  ]) {
    assertProblem(await order(client, [name]), 'rejectedIdentifier', 400);
  }
  const url = `${client.base}/newOrder`;
  assertProblem(
    await client.post(url, { identifiers: [{ type: 'ip', value: '192.0.2.1' }] }),
    'unsupportedIdentifier',
    400,
  );
  assertProblem(await client.post(url, { identifiers: [] }), 'malformed', 400);
});

test('finalize wants a ready order and a CSR of exactly its names', { timeout }, async () => {
  await using stage = await setStage();
  const client = await registered(stage);
  const created = await order(client, ['a.example.net', 'b.example.net']);
  const { finalize } = Order.parse(created.json);
  const csr = await csrFor(['a.example.net', 'b.example.net']);
  assertProblem(await client.post(finalize, { csr }), 'orderNotReady', 403);
  await authorize(stage, client, created);
  assert.equal((await client.post(String(created.headers.location))).json.status, 'ready');
  assertProblem(await client.post(finalize, { csr: await csrFor(['a.example.net']) }), 'badCSR', 400);
  assertProblem(
    await client.post(finalize, { csr: await csrFor(['a.example.net', 'b.example.net'], 'c.example.net') }),
    'badCSR',
    400,
  );
  assertProblem(await client.post(finalize, { csr: 'AAAA' }), 'badCSR', 400);
  const broken = Buffer.from(csr, 'base64url');
  broken.writeUInt8(broken.readUInt8(broken.length - 1) ^ 1, broken.length - 1);
  assertProblem(await client.post(finalize, { csr: broken.toString('base64url') }), 'badCSR', 400);
  const done = await client.post(finalize, { csr });
  assert.equal(done.json.status, 'valid');
  assertProblem(await client.post(finalize, { csr }), 'orderNotReady', 403);
});

test('orders, authorizations and certificates belong to their account', { timeout }, async () => {
  await using stage = await setStage();
  const [client, stranger] = [await registered(stage), await registered(stage)];
  const { url, orderUrl } = await obtain(stage, client, ['a.example.net']);
  for (const resource of [url, orderUrl]) assertProblem(await stranger.post(resource), 'unauthorized', 403);
  const orders = await client.post(client.kid?.replace('/account/', '/orders/') ?? '');
  assert.deepEqual(orders.json.orders, [orderUrl]);
});

test('authorizations are reused only where the CA does so, until deactivated', { timeout }, async () => {
  for (const reuseAuthorizations of [false, true]) {
    await using stage = await setStage({ reuseAuthorizations });
    const client = await registered(stage);
    await obtain(stage, client, ['a.example.net']);
    const again = Order.parse((await order(client, ['a.example.net'])).json);
    assert.equal(again.status, reuseAuthorizations ? 'ready' : 'pending');
    const [url = ''] = again.authorizations;
    assert.equal((await client.post(url, { status: 'deactivated' })).json.status, 'deactivated');
    assert.equal((await order(client, ['a.example.net'])).json.status, 'pending');
  }
});

test('pending authorizations expire, and their orders with them', { timeout }, async () => {
  let now = Date.now();
  await using stage = await setStage({ now: () => now });
  const client = await registered(stage);
  const created = await order(client, ['a.example.net'], { profile: 'shortlived' });
  now += 3_601_000;
  const [url = ''] = Order.parse(created.json).authorizations;
  assert.equal((await client.post(url)).json.status, 'expired');
  assert.equal((await client.post(String(created.headers.location))).json.status, 'invalid');
});

test('profiles: listed, applied, and unknown ones refused', { timeout }, async () => {
  await using stage = await setStage();
  const client = await registered(stage);
  const { json } = await send(stage.ca, 'GET', stage.ca.directoryUrl);
  assert.match(JSON.stringify(json.meta), /"classic".*"tlsserver".*"shortlived"/);
  assertProblem(await order(client, ['a.example.net'], { profile: 'nonsense' }), 'invalidProfile', 400);
  const { x509, orderUrl } = await obtain(stage, client, ['a.example.net'], { profile: 'shortlived' });
  assert.equal((await client.post(orderUrl)).json.profile, 'shortlived');
  assert.equal(x509.subject, undefined);
  assert.equal(Date.parse(x509.validTo) - Date.parse(x509.validFrom), (160 * 3600 - 1) * 1000);
});
