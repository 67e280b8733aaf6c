import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../core/clock/clock.js';

export interface Received {
  readonly path: string;
  /** The payload of the JWS; undefined for POST-as-GET and unsigned requests. */
  readonly payload: Record<string, unknown> | undefined;
}

/** What is done instead of the usual answer; `work` carries out the request as if nothing were wrong. */
export type Fault = (response: ServerResponse, work: () => Answer) => void;

export interface Answer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body: string | object;
}

export interface FakeCa {
  readonly directoryUrl: string;
  readonly received: Received[];
  /** The order's state; `processing` and others can be set by the test. */
  readonly order: { status: string; made: number; finalized: number };
  count(path: string): number;
  /** The next requests of a path meet these, one each. */
  fail(path: string, ...faults: Fault[]): void;
  close(): Promise<void>;
}

export interface FakeCaOptions {
  readonly meta?: object;
  readonly ari?: boolean;
  readonly pem?: string;
}

/** A CA of one order that answers as told: it checks nonces, and nothing else. */
export async function startFakeCa({ meta = {}, ari = false, pem = '' }: FakeCaOptions = {}): Promise<FakeCa> {
  const received: Received[] = [];
  const faults = new Map<string, Fault[]>();
  const nonces = new Set<string>();
  const order = { status: 'ready', made: 0, finalized: 0 };
  let issued = 0;
  let base = '';

  function newNonce(): string {
    issued += 1;
    nonces.add(`nonce-${issued}`);
    return `nonce-${issued}`;
  }

  function orderBody() {
    const done = order.status === 'valid' ? { certificate: `${base}/certificate` } : {};
    const identifiers = [{ type: 'dns', value: 'example.com' }];
    return {
      status: order.status,
      identifiers,
      authorizations: [`${base}/authorization`],
      finalize: `${base}/finalize`,
      ...done,
    };
  }

  const routes: Record<string, () => Answer> = {
    '/directory': () => ({ status: 200, body: directory() }),
    '/nonce': () => ({ status: 200, body: '' }),
    '/account': () => ({ status: 201, headers: { location: `${base}/account/1` }, body: { status: 'valid' } }),
    '/new-order': () => {
      order.made += 1;
      return { status: 201, headers: { location: `${base}/order` }, body: orderBody() };
    },
    '/order': () => ({ status: 200, body: orderBody() }),
    '/authorization': () => ({ status: 200, body: authorizationBody() }),
    '/finalize': () => {
      order.finalized += 1;
      order.status = 'valid';
      return { status: 200, body: orderBody() };
    },
    '/certificate': () => ({
      status: 200,
      headers: { 'content-type': 'application/pem-certificate-chain' },
      body: pem,
    }),
  };

  function directory() {
    const names = { newNonce: 'nonce', newAccount: 'account', newOrder: 'new-order', revokeCert: 'revoke' };
    const entries = Object.entries({ ...names, ...(ari && { renewalInfo: 'renewal-info' }) });
    return { ...Object.fromEntries(entries.map(([name, path]) => [name, `${base}/${path}`])), meta };
  }

  function authorizationBody() {
    const challenge = { type: 'dns-01', url: `${base}/challenge`, status: 'pending', token: 'token' };
    return { identifier: { type: 'dns', value: 'example.com' }, status: 'pending', challenges: [challenge] };
  }

  function answer(response: ServerResponse, { status, headers, body }: Answer): void {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const type = status < 400 ? 'application/json' : 'application/problem+json';
    response.writeHead(status, { 'content-type': type, 'replay-nonce': newNonce(), ...headers });
    response.end(text);
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += chunk;
    const path = request.url ?? '';
    const jws = body === '' ? undefined : JSON.parse(body);
    const text = jws === undefined ? '' : Buffer.from(jws.payload, 'base64url').toString();
    received.push({ path, payload: text === '' ? undefined : JSON.parse(text) });

    function work(): Answer {
      if (jws !== undefined) {
        const { nonce } = JSON.parse(Buffer.from(jws.protected, 'base64url').toString());
        if (!nonces.delete(nonce)) return problem(400, 'badNonce');
      }
      return routes[path]?.() ?? problem(404, 'malformed', 'no such page');
    }

    const fault = faults.get(path)?.shift();
    if (fault === undefined) answer(response, work());
    else fault(response, work);
  }

  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    directoryUrl: `${base}/directory`,
    received,
    order,
    count: (wanted) => received.filter(({ path }) => path === wanted).length,
    fail: (path, ...added) => void faults.set(path, [...(faults.get(path) ?? []), ...added]),
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };

  /** @see reply */
  function problem(status: number, type: string, detail: string = type): Answer {
    return { status, body: { type: `urn:ietf:params:acme:error:${type}`, detail } };
  }
}

/** Answers with this, without doing the work. */
export function reply(status: number, body: object | string, headers: Record<string, string> = {}): Fault {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/problem+json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

/** Answers as usual. */
export const usual: Fault = (response, work) => {
  const { status, headers = {}, body } = work();
  reply(status, body, headers)(response, work);
};

/** Breaks the connection before the work is done. */
export const resetBefore: Fault = (response) => void response.socket?.destroy();

/** Does the work, then breaks the connection. */
export const resetAfter: Fault = (response, work) => {
  work();
  response.socket?.destroy();
};

/** Does the work, sends the headers and half of the body, then breaks the connection. */
export const cutOff: Fault = (response, work) => {
  const { status, headers, body } = work();
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': text.length, ...headers });
  response.write(text.slice(0, text.length / 2), () => response.socket?.destroy());
};

/** Never answers. */
export const hang: Fault = () => {};

/** Time that passes only where the code waits; remembers how long it waited. */
export function fakeClock(): Clock & { readonly pauses: number[] } {
  const pauses: number[] = [];
  let now = Date.now();
  return {
    pauses,
    now: () => now,
    async sleep(milliseconds, signal) {
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      pauses.push(milliseconds);
      now += milliseconds;
    },
  };
}
