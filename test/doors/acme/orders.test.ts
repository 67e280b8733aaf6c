import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createCsr } from '../../../core/acme/csr.js';
import { missing, subjectAltNames, waitFor } from '../../lab/index.js';
import { newKey, type RawClient, rawClient, thumbprint } from '../../rehearsal/setup.js';
import { registered } from './binding.js';
import { boundClient, type Hub, startHub } from './hub.js';

const names = ['edge.example.com', '*.edge.example.com', 'blocked.example.com'];

async function csrFor(wanted: readonly string[]): Promise<string> {
  const pem = newKey().export({ type: 'pkcs8', format: 'pem' }).toString();
  return (await createCsr(wanted, pem)).toString('base64url');
}

describe('orders at the door acme', { skip: missing('pebble', 'openssl'), timeout: 300_000 }, () => {
  let hub: Hub;
  /** Tokens that the device answers with its account's thumbprint. */
  let answers: (path: string) => string = () => '';
  const device = createServer((request, response) => response.end(answers(request.url ?? '')));

  before(async () => {
    device.listen(0, '127.0.0.1');
    await once(device, 'listening');
    const { port } = device.address() as AddressInfo;
    const unbound =
      '    - { name: device, validate: http-01, from: [127.0.0.0/8], domains: [ns1.example.com, "*.ns1.example.com"], doors: [acme] }\n';
    hub = await startHub({
      clients: boundClient('edge', names) + unbound,
      pebble: { domainBlocklist: ['blocked.example.com'], env: { PEBBLE_ALTERNATE_ROOTS: '2' } },
      env: { LETSENCRYPT_DNS_TEST_HTTP_PORT: String(port) },
    });
  });
  after(async () => {
    device.close();
    await hub[Symbol.asyncDispose]();
  });

  function order(client: RawClient, values: readonly string[], more: object = {}) {
    return client.post(`${client.base}/newOrder`, {
      identifiers: values.map((value) => ({ type: 'dns', value })),
      ...more,
    });
  }

  async function issued(client: RawClient, values: readonly string[]): Promise<string> {
    const made = await order(client, values);
    const done = await client.post(String(made.json.finalize), { csr: await csrFor(values) });
    assert.equal(done.json.status, 'valid', done.text);
    return String(done.json.certificate);
  }

  it('the chain comes with its alternates, of which each leads to the others', async () => {
    const client = await registered(hub, 'edge');
    const url = await issued(client, ['edge.example.com']);
    const first = await client.post(url);
    const links = [first.headers.link].flat().join(', ');
    const alternates = [...links.matchAll(/<([^>]+)>;rel="alternate"/g)].map(([, link = '']) => link);
    assert.deepEqual(alternates, [`${url}/1`, `${url}/2`]);
    const others = await Promise.all(alternates.map((link) => client.post(link)));
    for (const other of others)
      assert.deepEqual([other.status, subjectAltNames(other.text)], [200, ['edge.example.com']]);
    assert.equal(new Set([first, ...others].map(({ text }) => text)).size, 3);
    assert.equal((await client.post(`${url}/3`)).status, 404);
  });

  it('the same request that is in work is ordered once, whichever account of the client asks', async () => {
    const clients = [await registered(hub, 'edge'), await registered(hub, 'edge')];
    const csr = await csrFor(['edge.example.com']);
    const before = hub.stage.proxy.count('order-plz');
    const orders = await Promise.all([...clients, ...clients].map((client) => order(client, ['edge.example.com'])));
    const done = await Promise.all(
      [...clients, ...clients].map((client, index) => client.post(String(orders[index]?.json.finalize), { csr })),
    );
    assert.deepEqual(
      done.map(({ json }) => json.status),
      ['valid', 'valid', 'valid', 'valid'],
    );
    assert.equal(hub.stage.proxy.count('order-plz') - before, 1);
  });

  it('what the CA says is handed on: its refusal of a name, its limits with the time', async () => {
    const client = await registered(hub, 'edge');
    const blocked = await order(client, ['blocked.example.com']);
    const refused = await client.post(String(blocked.json.finalize), { csr: await csrFor(['blocked.example.com']) });
    assert.equal(refused.json.status, 'invalid', refused.text);
    assert.match(JSON.stringify(refused.json.error), /rejectedIdentifier/);
    const limited = {
      type: 'urn:ietf:params:acme:error:rateLimited',
      detail: 'too many of everything',
      subproblems: [
        {
          type: 'urn:ietf:params:acme:error:rateLimited',
          detail: 'this one',
          identifier: { type: 'dns', value: 'edge.example.com' },
        },
      ],
    };
    hub.stage.proxy.fault = ({ resource }) =>
      resource === 'order-plz'
        ? { status: 429, body: limited, headers: { 'retry-after': '7200', 'content-type': 'application/problem+json' } }
        : undefined;
    const made = await order(client, ['edge.example.com']);
    const late = await client.post(String(made.json.finalize), { csr: await csrFor(['edge.example.com']) });
    hub.stage.proxy.fault = undefined;
    assert.equal(late.json.status, 'invalid', late.text);
    const { detail, subproblems } = late.json.error as typeof limited;
    assert.deepEqual([detail, subproblems], [limited.detail, limited.subproblems]);
    const seconds = Number(late.headers['retry-after']);
    assert.ok(seconds > 7000 && seconds <= 7200, `${seconds}`);
  });

  it('a device that knows no binding proves itself to the hub, which proves it to the CA', async () => {
    const client = rawClient(hub);
    assert.equal((await client.register()).status, 201);
    const wild = await order(client, ['*.ns1.example.com']);
    assert.match(wild.text, /rejectedIdentifier/);
    assert.match((await order(client, ['edge.example.com'])).text, /rejectedIdentifier/);

    const lying = await order(client, ['ns1.example.com']);
    answers = () => 'something else';
    assert.equal(lying.json.status, 'pending');
    const refused = await challenge(client, lying.json.authorizations);
    assert.equal(refused.json.status, 'invalid', refused.text);
    assert.doesNotMatch(refused.text, /something else/, 'what it answered is nobody’s business');
    assert.equal((await client.post(String(lying.headers.location))).json.status, 'invalid');

    const made = await order(client, ['ns1.example.com']);
    const early = await client.post(String(made.json.finalize), { csr: await csrFor(['ns1.example.com']) });
    assert.match(early.text, /orderNotReady/);
    answers = (path) => `${path.split('/').at(-1)}.${thumbprint(client.key)}`;
    const proved = await challenge(client, made.json.authorizations);
    assert.equal(proved.json.status, 'valid', proved.text);
    const done = await client.post(String(made.json.finalize), { csr: await csrFor(['ns1.example.com']) });
    assert.equal(done.json.status, 'valid', done.text);
  });

  it('accounts, orders and certificates outlive a stop, which takes some seconds at most', async () => {
    const client = await registered(hub, 'edge');
    const made = await order(client, ['edge.example.com', '*.edge.example.com']);
    const certificate = await issued(client, ['edge.example.com']);
    assert.equal(await hub.stop(), 0);
    await hub.start();
    assert.equal((await client.post(String(client.kid))).json.status, 'valid');
    assert.equal((await client.post(certificate)).status, 200);
    const done = await client.post(String(made.json.finalize), {
      csr: await csrFor(['edge.example.com', '*.edge.example.com']),
    });
    assert.equal(done.json.status, 'valid', done.text);
    const { orders } = (await client.post(String(client.kid).replace('/account/', '/orders/'))).json;
    assert.equal((orders as string[]).length, 2);
    assert.deepEqual(hub.stage.provider.txt(), []);
  });

  it('a device from elsewhere gets no account without a binding', async () => {
    const file = join(hub.configDir, 'letsencrypt-dns.yml');
    const yaml = await readFile(file, 'utf8');
    await writeFile(file, yaml.replace('from: [127.0.0.0/8]', 'from: [192.0.2.0/24]'));
    const { status, text } = await waitFor('the change', async () => {
      const answer = await rawClient(hub).register();
      return answer.status === 201 ? undefined : answer;
    });
    assert.equal(status, 403);
    assert.match(text, /externalAccountRequired/);
  });

  async function challenge(client: RawClient, authorizations: unknown) {
    const [url = ''] = authorizations as string[];
    const { challenges } = (await client.post(url)).json as { challenges: { type: string; url: string }[] };
    assert.deepEqual(
      challenges.map(({ type }) => type),
      ['http-01'],
    );
    return client.post(challenges[0]?.url ?? '', {});
  }
});
