import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { Agent, createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createAuthority } from '../lab/authority.js';
import { createTempDir } from '../lab/temp-dir.js';

/** A request to the CA, before it is passed on. */
export interface AcmeTraffic {
  readonly method: string;
  /** Pebble's: `dir`, `nonce-plz`, `sign-me-up`, `order-plz`, `my-order`, `authZ`, `chalZ`, `finalize-order`, `certZ`, `revoke-cert`. */
  readonly resource: string;
  /** How many there were for this resource, this one included. */
  readonly count: number;
}

export type AcmeFault =
  /** Answers so, without asking the CA. */
  | { readonly status: number; readonly body?: object; readonly headers?: Readonly<Record<string, string>> }
  /** Asks the CA, sends half of its answer, and breaks the connection. */
  | { readonly reset: true }
  /** Breaks the connection without asking the CA. */
  | { readonly vanish: true }
  /** Asks the CA, and sends half of its answer as if it were whole. */
  | { readonly truncate: true }
  | { readonly delayMs: number }
  /** Asks the CA, and changes its answer. */
  | { readonly rewrite: (body: Record<string, unknown>) => object };

export interface AcmeProxy {
  readonly directoryUrl: string;
  readonly caBundle: string;
  fault: ((traffic: AcmeTraffic) => AcmeFault | undefined) | undefined;
  /** How many requests came for a resource. */
  count(resource: string): number;
  stop(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Stands in front of Pebble, which takes the host that a client asks for from the request and needs no telling. */
export async function startAcmeProxy(upstream: { directoryUrl: string; caBundle: string }): Promise<AcmeProxy> {
  const directory = await createTempDir('acme-proxy');
  const authority = await createAuthority(directory.path, 'Lab CA of the proxy');
  const { certFile, keyFile } = await authority.issue(['localhost', '127.0.0.1']);
  const ca = await readFile(upstream.caBundle);
  const target = new URL(upstream.directoryUrl);
  const agent = new Agent({ keepAlive: true, ca });
  const counts = new Map<string, number>();
  const server = createServer({ cert: await readFile(certFile), key: await readFile(keyFile) });
  server.on('request', (incoming, outgoing) => {
    handle(incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();

  const proxy: AcmeProxy = {
    directoryUrl: `https://localhost:${(server.address() as AddressInfo).port}${target.pathname}`,
    caBundle: authority.caFile,
    fault: undefined,
    count: (resource) => counts.get(resource) ?? 0,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      agent.destroy();
      await directory.remove();
    },
  };

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const resource = incoming.url?.split('/')[1] ?? '';
    const count = (counts.get(resource) ?? 0) + 1;
    counts.set(resource, count);
    const fault = proxy.fault?.({ method: incoming.method ?? '', resource, count });
    if (fault !== undefined && 'vanish' in fault) return void incoming.socket.destroy();
    if (fault !== undefined && 'status' in fault) {
      const headers = { 'content-type': 'application/problem+json', ...(await freshNonce()), ...fault.headers };
      return void outgoing.writeHead(fault.status, headers).end(JSON.stringify(fault.body ?? {}));
    }
    if (fault !== undefined && 'delayMs' in fault) await pause(fault.delayMs);
    const answer = await ask(incoming.method ?? 'GET', incoming.url ?? '/', incoming.headers, Buffer.concat(chunks));
    send(answer, fault, incoming, outgoing);
  }

  /** Answers of the proxy's own must bring a nonce as well. */
  async function freshNonce(): Promise<Record<string, string>> {
    const host = new URL(proxy.directoryUrl).host;
    const { headers } = await ask('HEAD', '/nonce-plz', { host }, Buffer.alloc(0));
    return { 'replay-nonce': String(headers['replay-nonce']) };
  }

  function ask(method: string, path: string, headers: IncomingHttpHeaders, body: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const options = { host: target.hostname, port: target.port, path, method, headers, agent };
      const forwarded = request(options, async (response) => {
        const parts: Buffer[] = [];
        for await (const part of response) parts.push(part as Buffer);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) });
      });
      forwarded.on('error', reject);
      forwarded.end(body);
    });
  }

  return proxy;
}

function send(answer: Answer, fault: AcmeFault | undefined, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { status, headers, body } = answer;
  const { 'content-length': _length, 'transfer-encoding': _encoding, connection: _connection, ...kept } = headers;
  const half = body.subarray(0, Math.floor(body.length / 2));
  if (fault !== undefined && 'reset' in fault) {
    outgoing.writeHead(status, { ...kept, 'content-length': String(body.length) });
    outgoing.write(half, () => incoming.socket.destroy());
    return;
  }
  if (fault !== undefined && 'truncate' in fault) return void outgoing.writeHead(status, kept).end(half);
  if (fault !== undefined && 'rewrite' in fault) {
    const changed = fault.rewrite(JSON.parse(body.toString()) as Record<string, unknown>);
    return void outgoing.writeHead(status, kept).end(JSON.stringify(changed));
  }
  outgoing.writeHead(status, kept).end(body);
}
