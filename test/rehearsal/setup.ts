import { createHash, createSign, type KeyObject, sign } from 'node:crypto';
import { request } from 'node:https';
import { type RehearsalCa, startRehearsalCa } from '../../core/rehearsal/index.js';
import type { RehearsalOptions } from '../../core/rehearsal/options.js';
import { type Responder, type ResponderOptions, startResponder } from '../../core/responder/start-responder.js';
import { silentLogger } from '../../core/sdk/index.js';
import { newEcKey, newRsaKey } from '../lab/new-key.js';

export interface Stage {
  readonly ca: RehearsalCa;
  readonly responder: Responder;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A CA that asks a responder for `example.com` and `example.net`. */
export async function setStage(
  more: Partial<RehearsalOptions> = {},
  dns: Partial<ResponderOptions> = {},
): Promise<Stage> {
  const listen = [{ address: '127.0.0.1', port: 0 }];
  const zones = ['_acme-challenge.example.com', 'example.net'];
  const responder = await startResponder({
    listen,
    zones,
    ownName: 'ns.example.org',
    log: silentLogger,
    rateLimit: false,
    ...dns,
  });
  const ca = await startRehearsalCa({ resolver: `127.0.0.1:${responder.addresses[0]?.port}`, ...more });
  return {
    ca,
    responder,
    async [Symbol.asyncDispose]() {
      await ca.close();
      await responder.close();
    },
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** Empty where the answer is no JSON object. */
  readonly json: Readonly<Record<string, unknown>>;
}

/** What a client must know of a server. */
export type Served = Pick<RehearsalCa, 'directoryUrl' | 'caPem'>;

export function send(
  ca: Pick<Served, 'caPem'>,
  method: string,
  url: string,
  body = '',
  type = 'application/jose+json',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, ca: ca.caPem, headers: { 'Content-Type': type } }, async (incoming) => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk);
      const text = Buffer.concat(chunks).toString();
      const json = text.startsWith('{') ? JSON.parse(text) : {};
      resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text, json });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

export function encoded(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}

export function newKey(kind: 'ES256' | 'ES384' | 'RS256' = 'ES256', modulusLength = 2048): KeyObject {
  if (kind === 'RS256') return newRsaKey(modulusLength);
  return newEcKey(kind === 'ES256' ? 'P-256' : 'P-384');
}

/** The public half, as a JWK of the required members. */
export function jwkOf(key: KeyObject): Record<string, unknown> {
  const { kty, crv, x, y, n, e } = key.export({ format: 'jwk' });
  return kty === 'RSA' ? { e, kty, n } : { crv, kty, x, y };
}

export function thumbprint(key: KeyObject): string {
  return createHash('sha256')
    .update(JSON.stringify(jwkOf(key)))
    .digest('base64url');
}

/** A client that signs what it is told, right or wrong. */
export function rawClient(ca: Served, key = newKey(), alg = 'ES256') {
  const base = ca.directoryUrl.replace(/\/directory$/, '');
  let kid: string | undefined;

  async function freshNonce(): Promise<string> {
    return String((await send(ca, 'HEAD', `${base}/newNonce`)).headers['replay-nonce']);
  }

  async function signed(url: string, payload: unknown, header: Record<string, unknown> = {}): Promise<string> {
    const identity = kid === undefined ? { jwk: jwkOf(key) } : { kid };
    const parts = { alg, nonce: await freshNonce(), url, ...identity, ...header };
    const protectedHeader = encoded(parts);
    const body = payload === undefined ? '' : encoded(payload);
    return JSON.stringify({
      protected: protectedHeader,
      payload: body,
      signature: signatureOf(key, `${protectedHeader}.${body}`),
    });
  }

  return {
    base,
    key,
    signed,
    freshNonce,
    get kid() {
      return kid;
    },
    async post(url: string, payload?: unknown, header?: Record<string, unknown>): Promise<Answer> {
      return send(ca, 'POST', url, await signed(url, payload, header));
    },
    async register(more: Record<string, unknown> = {}): Promise<Answer> {
      const url = `${base}/newAccount`;
      const answer = await send(
        ca,
        'POST',
        url,
        await signed(url, { termsOfServiceAgreed: true, ...more }, { jwk: jwkOf(key), kid: undefined }),
      );
      if (answer.status < 300) kid = String(answer.headers.location);
      return answer;
    },
  };
}

export type RawClient = ReturnType<typeof rawClient>;

function signatureOf(key: KeyObject, content: string): string {
  if (key.asymmetricKeyType === 'rsa') return createSign('sha256').update(content).sign(key, 'base64url');
  const hash = key.asymmetricKeyDetails?.namedCurve === 'secp384r1' ? 'sha384' : 'sha256';
  return sign(hash, Buffer.from(content), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
}

/** The TXT value that answers a challenge. */
export function challengeValue(token: unknown, key: KeyObject): string {
  return createHash('sha256')
    .update(`${token}.${thumbprint(key)}`)
    .digest('base64url');
}
