import assert from 'node:assert/strict';
import { createHmac, sign } from 'node:crypto';
import { Problem } from '../../../core/acme-server/index.js';
import { openBook } from '../../../core/doors/acme/book.js';
import type { AcmeDoor } from '../../../core/doors/acme/call.js';
import { createDoorNonces } from '../../../core/doors/acme/nonces.js';
import { createRoutes, type Routes } from '../../../core/doors/acme/routes.js';
import type { Workshop } from '../../../core/doors/acme/workshop.js';
import { type DoorCall, type DoorContext, DoorRefusal } from '../../../core/doors/door.js';
import { createGate } from '../../../core/doors/gate.js';
import { parseTarget } from '../../../core/doors/paths.js';
import { createWrongSecrets } from '../../../core/doors/wrong-secrets.js';
import type { CertificateStore } from '../../../core/store/store.js';
import { readCertificateRequest } from '../../../core/x509/certificate-request.js';
import { client } from '../../doors/support.js';
import { encoded, jwkOf, newKey } from '../../rehearsal/setup.js';
import type { Random } from '../random.js';
import type { FuzzTarget } from '../target.js';

const base = 'https://hub.example.com/acme';
const [owner, stranger] = [newKey(), newKey()];
const edge = client('edge');
const kinds = [
  'newAccount',
  'newOrder',
  'account/A',
  'orders/A',
  'order/O',
  'finalize/O',
  'authorization/O/0',
  'challenge/O/0/http-01',
  'certificate/C',
  'revokeCert',
  'keyChange',
] as const;

let opened: { readonly routes: Routes; readonly door: AcmeDoor } | undefined;
let now = 0;

/** Requests of whoever has no secret and no account's key, well-formed and not: none of them gets or changes anything. */
export const doorAcme: FuzzTarget = {
  name: 'door-acme',
  cost: 4,
  async run(random) {
    opened ??= await open();
    const { routes, door } = opened;
    now += 10_000;
    const path = random.oneIn(6)
      ? random.mutate(Buffer.from('/acme/newOrder/x')).toString('latin1')
      : `/acme/${random.pick(kinds)}`;
    const body = bodyFor(random, routes.nonce(), `${base.slice(0, -5)}${path}`);
    try {
      const target = parseTarget(path);
      const answer = await routes.answer(callOf(target.path, random.oneIn(9) ? 'GET' : 'POST', body));
      assert.ok(
        ['/acme/directory', '/acme/newNonce'].includes(target.path),
        `${path} was answered: ${JSON.stringify(answer)}`,
      );
    } catch (error) {
      if (!(error instanceof Problem || error instanceof DoorRefusal)) throw error;
      assert.ok(error.status >= 400 && error.status < 500, `${error.status}: ${error.message}`);
    }
    assert.deepEqual([door.book.accounts.size, door.book.orders.size, door.book.certificates.size], [1, 1, 0]);
    const request = readCertificateRequest(random.mutate(body.subarray(0, 200)));
    assert.ok(request === undefined || request.names.length <= 1000);
  },
};

function bodyFor(random: Random, nonce: string, url: string): Buffer {
  const signer = random.oneIn(2) ? stranger : owner;
  const identity = random.oneIn(3) ? { jwk: jwkOf(stranger) } : { kid: `${base}/account/A` };
  const alg = random.pick(['ES256', 'ES256', 'none', 'HS256', 'RS256', 'ES384', '__proto__']);
  // What the owner has signed is good for another URL alone.
  const header = encoded({ alg, nonce, url: signer === owner ? `${url}/elsewhere` : url, ...identity });
  const payload = encoded(payloadFor(random, url));
  const content = `${header}.${payload}`;
  const right = sign('sha256', Buffer.from(content), { key: signer, dsaEncoding: 'ieee-p1363' }).toString('base64url');
  const signature = random.pick([right, right, '', createHmac('sha256', 'x').update(content).digest('base64url')]);
  const whole = Buffer.from(JSON.stringify({ protected: header, payload, signature }));
  return random.oneIn(2) ? whole : random.mutate(whole);
}

function payloadFor(random: Random, url: string): unknown {
  const key = encoded(jwkOf(stranger));
  const header = encoded({ alg: 'HS256', kid: random.pick(['edge', 'nobody', '__proto__', 'constructor']), url });
  const signature = createHmac('sha256', 'a guess').update(`${header}.${key}`).digest('base64url');
  return random.pick<unknown>([
    { termsOfServiceAgreed: true },
    { externalAccountBinding: { protected: header, payload: key, signature } },
    { identifiers: [{ type: 'dns', value: 'edge.example.com' }] },
    { csr: 'MAA' },
    { certificate: 'MAA', reason: 1 },
    JSON.parse('{"__proto__":{"status":"valid"},"status":"deactivated"}'),
    [],
    'text',
  ]);
}

function callOf(path: string, method: string, body: Buffer): DoorCall {
  const gate = createGate({
    door: 'acme',
    clients: [edge],
    address: '192.0.2.1',
    authorization: undefined,
    wrongSecrets: createWrongSecrets(() => now),
    onClient: () => {},
  });
  const headers = { 'content-type': 'application/jose+json' };
  const nothing = {
    id: 'a call',
    certificate: undefined,
    signal: new AbortController().signal,
    caller: () => {},
    note: () => {},
    fail: () => {},
  };
  return { method, path, query: new URLSearchParams(), headers, body, address: '192.0.2.1', gate, ...nothing };
}

async function open(): Promise<{ routes: Routes; door: AcmeDoor }> {
  const book = await openBook({ facts: memoryFacts } as Pick<CertificateStore, 'facts'>);
  const jwk = jwkOf(owner) as Record<string, string>;
  await book.accounts.put('A', { client: 'edge', jwk, status: 'valid', contact: [], isBound: true, createdAt: 0 });
  const proofs = [{ token: 't', status: 'valid' as const }];
  const times = { createdAt: 0, expires: Number.MAX_SAFE_INTEGER };
  await book.orders.put('O', { account: 'A', client: 'edge', names: ['edge.example.com'], proofs, ...times });
  const known = { profiles: () => ({}), meta: () => ({ termsOfService: undefined, caaIdentities: [] }) };
  // Anything else that is asked of it is a request that went too far.
  const workshop = known as unknown as Workshop;
  const context = { clock: { now: () => now } } as unknown as DoorContext;
  const door: AcmeDoor = { context, book, workshop, url: (resource, ...rest) => [base, resource, ...rest].join('/') };
  return {
    door,
    routes: createRoutes(
      door,
      createDoorNonces({ facts: memoryFacts }, () => now),
    ),
  };
}

const memoryFacts: CertificateStore['facts'] = () => {
  const values = new Map();
  return {
    all: async () => values,
    get: async (key) => values.get(key),
    async update(key, change) {
      const after = change(values.get(key));
      if (after === undefined) values.delete(key);
      else values.set(key, after);
      return after;
    },
    async change() {
      throw new Error('nobody asks for this');
    },
  };
};
