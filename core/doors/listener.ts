import { once } from 'node:events';
import { createServer, type Server, type ServerOptions } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { boundConnections } from './connections.js';
import { type ServeOptions, serve } from './serve.js';
import { secureContext, type TlsMaterial } from './tls-material.js';

export interface Listener {
  /** As it was bound: the port is a real one. */
  readonly port: number;
  /** Takes up another certificate; connections stay. */
  renew(material: TlsMaterial): void;
  /** Takes no more, lets what is under way end for some seconds, then ends it. */
  close(): Promise<void>;
}

const mostConnections = 2048;
const limits: ServerOptions = {
  maxHeaderSize: 8192,
  // A thousand clients that come at once are served one after the other; who waits for nothing goes first, see `boundConnections`.
  headersTimeout: 20_000,
  requestTimeout: 30_000,
  // How often times are looked at; Node's own 30 s would let a slow one stay for as long.
  connectionsCheckingInterval: 1000,
  keepAliveTimeout: 15_000,
};
const handshakeMs = 30_000;
/** Between a program's stop and its end there are ten seconds, and others need of them, too. */
const closingMs = 4000;

/**
 * Listens, by HTTPS where there is a certificate, else by HTTP.
 * @throws Error of the system where the address cannot be bound
 */
export async function openListener(
  { host, port }: { readonly host: string; readonly port: number },
  material: TlsMaterial | undefined,
  options: ServeOptions,
): Promise<Listener> {
  const secure =
    material === undefined
      ? undefined
      : createSecureServer({
          ...limits,
          ...secureContext(material),
          handshakeTimeout: handshakeMs,
          ...(material.ca !== undefined && { requestCert: true, rejectUnauthorized: false }),
        });
  const server: Server = secure ?? createServer(limits);
  server.maxRequestsPerSocket = 1000;
  const connections = boundConnections(server, mostConnections);
  server.on('request', (incoming, outgoing) => {
    // Counted only once the head is there: who sends it slowly is idle.
    incoming.once('end', () => connections.busy(incoming.socket, outgoing));
    void serve(options, incoming, outgoing);
  });
  server.on('clientError', (_error, socket) => socket.destroy());
  server.listen({ port, host, backlog: mostConnections });
  await once(server, 'listening');
  const bound = server.address() as AddressInfo;
  return {
    port: bound.port,
    renew: (renewed) => secure?.setSecureContext(secureContext(renewed)),
    async close() {
      const closed = once(server, 'close');
      server.close();
      connections.closeIdle();
      const waiting = new AbortController();
      await Promise.race([closed, delay(closingMs, undefined, { signal: waiting.signal, ref: false }).catch(() => {})]);
      waiting.abort();
      server.closeAllConnections();
      await closed;
    },
  };
}
