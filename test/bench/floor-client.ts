// The floor: as few requests as the protocol allows, by a client that writes nothing to disk, checks nothing, and was
// given its keys and certificate requests. Prints what it took, in milliseconds, from its first request to the last.
import { createHash, generateKeyPairSync, type JsonWebKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import pLimit from 'p-limit';
import { Agent, request } from 'undici';

/** What the floor is given; the file's path is its only argument. */
export interface FloorTask {
  readonly directoryUrl: string;
  readonly caBundle: string;
  readonly zoneUrl: string;
  readonly apiKey: string;
  readonly certificates: readonly { readonly domains: readonly string[]; readonly csr: string }[];
}

interface Order {
  readonly status: string;
  readonly authorizations: string[];
  readonly finalize: string;
  readonly certificate?: string;
}

interface Authorization {
  readonly identifier: { readonly value: string };
  readonly challenges: { readonly type: string; readonly url: string; readonly token: string }[];
}

const task = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as FloorTask;
const agent = new Agent({ connections: 32, connect: { ca: readFileSync(task.caBundle, 'utf8') } });
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwk: JsonWebKey = publicKey.export({ format: 'jwk' });
const ordered = { crv: jwk.crv, kty: jwk.kty, x: jwk.x, y: jwk.y };
const thumbprint = createHash('sha256').update(JSON.stringify(ordered)).digest('base64url');
const nonces: string[] = [];
/** Each request under way needs a nonce, and each nonce that no answer brought costs a request. */
const requests = pLimit(16);
let newNonceUrl = '';
let accountUrl: string | undefined;

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

async function nonce(): Promise<string> {
  const known = nonces.pop();
  if (known !== undefined) return known;
  const { headers, body } = await request(newNonceUrl, { method: 'HEAD', dispatcher: agent });
  await body.dump();
  return String(headers['replay-nonce']);
}

function post<T>(url: string, payload: unknown): Promise<{ data: T; location: string }> {
  return requests(() => postNow<T>(url, payload));
}

async function postNow<T>(url: string, payload: unknown): Promise<{ data: T; location: string }> {
  const signer = accountUrl === undefined ? { jwk: ordered } : { kid: accountUrl };
  const head = encode({ alg: 'ES256', nonce: await nonce(), url, ...signer });
  const content = payload === undefined ? '' : encode(payload);
  const signature = sign('sha256', Buffer.from(`${head}.${content}`), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  const { statusCode, headers, body } = await request(url, {
    method: 'POST',
    dispatcher: agent,
    headers: { 'content-type': 'application/jose+json' },
    body: JSON.stringify({ protected: head, payload: content, signature: signature.toString('base64url') }),
  });
  nonces.push(String(headers['replay-nonce']));
  const text = await body.text();
  if (statusCode >= 400) throw new Error(`${url} answered ${statusCode}: ${text}`);
  const data = String(headers['content-type']).includes('json') ? JSON.parse(text) : text;
  return { data: data as T, location: String(headers.location) };
}

function each<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  return Promise.all(items.map(work));
}

async function until(url: string, status: string): Promise<Order> {
  for (;;) {
    const { data } = await post<Order>(url, undefined);
    if (data.status === status) return data;
    if (data.status === 'invalid') throw new Error(`${url} is invalid`);
    await pause(5);
  }
}

async function writeRecords(changetype: 'REPLACE' | 'DELETE', values: readonly [string, string][]): Promise<void> {
  const rrsets = values.map(([domain, value]) => ({
    name: `_acme-challenge.${domain}.`,
    type: 'TXT',
    ttl: 60,
    changetype,
    ...(changetype === 'REPLACE' && { records: [{ content: `"${value}"`, disabled: false }] }),
  }));
  const headers = { 'x-api-key': task.apiKey, 'content-type': 'application/json' };
  const answer = await request(task.zoneUrl, { method: 'PATCH', headers, body: JSON.stringify({ rrsets }) });
  if (answer.statusCode !== 204) throw new Error(`PATCH answered ${answer.statusCode}: ${await answer.body.text()}`);
}

const started = performance.now();
const { body } = await request(task.directoryUrl, { dispatcher: agent });
const directory = (await body.json()) as Record<'newNonce' | 'newAccount' | 'newOrder', string>;
newNonceUrl = directory.newNonce;
accountUrl = (await post(directory.newAccount, { termsOfServiceAgreed: true })).location;

const orders = await each(task.certificates, async ({ domains, csr }) => {
  const identifiers = domains.map((value) => ({ type: 'dns', value }));
  const { data, location } = await post<Order>(directory.newOrder, { identifiers });
  const proofs = await Promise.all(
    data.authorizations.map(async (url) => {
      const { identifier, challenges } = (await post<Authorization>(url, undefined)).data;
      const challenge = challenges.find(({ type }) => type === 'dns-01');
      if (challenge === undefined) throw new Error(`no dns-01 for ${identifier.value}`);
      const value = createHash('sha256').update(`${challenge.token}.${thumbprint}`).digest('base64url');
      return { challenge: challenge.url, domain: identifier.value, value };
    }),
  );
  return { url: location, finalize: data.finalize, csr, proofs };
});
const values = orders.flatMap(({ proofs }) => proofs.map(({ domain, value }): [string, string] => [domain, value]));
await writeRecords('REPLACE', values);
// Step by step, so that each poll finds what it waits for done while others were served.
const proofs = orders.flatMap((order) => order.proofs);
await each(proofs, async ({ challenge }) => post(challenge, {}));
await each(orders, ({ url }) => until(url, 'ready'));
await each(orders, ({ finalize, csr }) => post(finalize, { csr }));
const chains = await each(orders, async ({ url }) => {
  const { certificate } = await until(url, 'valid');
  return (await post<string>(certificate ?? '', undefined)).data;
});
await writeRecords('DELETE', values);
console.log(JSON.stringify({ certificates: chains.length, ms: performance.now() - started }));
await agent.close();
