import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import { type Authority, createAuthority } from './authority.js';
import { parseAddress } from './dns-exchange.js';
import { freePort } from './free-port.js';
import { inTempDir } from './temp-dir.js';

export interface ProxiedRequest {
  readonly method: string;
  /** Absolute, as the client meant it. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface ProxiedResponse {
  /** Default 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text as it is; anything else as JSON. */
  readonly body?: unknown;
}

export interface ProxyOptions {
  readonly handle?: (request: ProxiedRequest) => ProxiedResponse | Promise<ProxiedResponse>;
  /** Hosts (`name:port`) that are connected through unread, as an ordinary proxy does; by default none. */
  readonly tunnel?: (authority: string) => boolean;
}

export interface Proxy {
  /** For HTTPS_PROXY and HTTP_PROXY. */
  readonly url: string;
  /** PEM file of the CA that signs the faked sites, for NODE_EXTRA_CA_CERTS. */
  readonly caFile: string;
  readonly requests: readonly ProxiedRequest[];
  /** Hosts (`name:port`) of all CONNECT requests, tunnelled ones included. */
  readonly connects: readonly string[];
  stop(): Promise<void>;
}

/**
 * A forward proxy that plays every site: it ends TLS with a certificate of its own CA and lets `handle` answer. Without
 * `handle` everything is 502.
 */
export function startProxy(options: ProxyOptions = {}): Promise<Proxy> {
  return inTempDir('proxy', async (directory) => {
    const authority = await createAuthority(directory, 'Lab CA of the proxy');
    const contextFor = cacheContexts(authority);
    const requests: ProxiedRequest[] = [];
    const connects: string[] = [];
    const sockets = new Set<Duplex>();
    const port = await freePort();

    async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
      const origin = origins.get(incoming.socket) ?? '';
      const body = (await buffer(incoming)).toString('utf8');
      const { method = 'GET', headers } = incoming;
      const request = { method, url: `${origin}${incoming.url ?? '/'}`, headers, body };
      requests.push(request);
      const reply = (await options.handle?.(request)) ?? { status: 502, body: 'the lab has no handler' };
      const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? null);
      const type = typeof reply.body === 'string' ? 'text/plain' : 'application/json';
      outgoing.writeHead(reply.status ?? 200, { 'content-type': type, ...reply.headers });
      outgoing.end(reply.body === undefined ? undefined : text);
    }

    const origins = new WeakMap<Duplex, string>();
    const server = createServer((incoming, outgoing) => {
      serve(incoming, outgoing).catch((error: unknown) =>
        outgoing.writeHead(500).end(`the lab's handler failed: ${error}`),
      );
    });

    function track<S extends Duplex>(socket: S): S {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => socket.destroy());
      return socket;
    }

    async function intercept(socket: Duplex, target: string): Promise<void> {
      const { host, port: targetPort } = parseAddress(target);
      const secureContext = await contextFor(host);
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      const decrypted = new TLSSocket(socket as Socket, { isServer: true, secureContext });
      origins.set(decrypted, `https://${targetPort === 443 ? host : target}`);
      server.emit('connection', decrypted);
    }

    function relay(socket: Duplex, target: string): void {
      const upstream = track(connect(parseAddress(target)));
      upstream.once('connect', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        socket.pipe(upstream).pipe(socket);
      });
      upstream.once('close', () => socket.destroy());
    }

    server.on('connection', track);
    server.on('connect', (request: IncomingMessage, socket: Duplex) => {
      const target = request.url ?? '';
      connects.push(target);
      if (options.tunnel?.(target)) relay(socket, target);
      else intercept(socket, target).catch((error: Error) => socket.destroy(error));
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    // A test that failed before it could stop this must still come to its end.
    server.unref();
    return {
      url: `http://127.0.0.1:${port}`,
      caFile: authority.caFile,
      requests,
      connects,
      async stop() {
        const closed = once(server, 'close');
        server.close();
        for (const socket of sockets) socket.destroy();
        await closed;
      },
    };
  });
}

function cacheContexts(authority: Authority): (host: string) => Promise<SecureContext> {
  const contexts = new Map<string, Promise<SecureContext>>();

  async function create(host: string): Promise<SecureContext> {
    const { certFile, keyFile } = await authority.issue([host]);
    const [cert, key] = await Promise.all([readFile(certFile), readFile(keyFile)]);
    return createSecureContext({ cert, key });
  }

  return function contextFor(host) {
    const known = contexts.get(host) ?? create(host);
    contexts.set(host, known);
    return known;
  };
}
