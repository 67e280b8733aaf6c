import { createServer, type Socket } from 'node:net';
import type { Logger } from '../sdk/index.js';
import { type Answer, type Listener, listenFailure } from './listener.js';
import { createMessageCutter, framed } from './tcp-messages.js';

export interface TcpLimits {
  /** Milliseconds without a byte in either direction before a connection is closed. Default 10 000. */
  readonly idleMs?: number;
  /** Connections open at once; one more closes the one open for longest. Default 100. */
  readonly connections?: number;
}

/**
 * Listens over TCP: partial reads, several queries at once (RFC 7766 section 6.2.1), limits of idle time and number.
 * @throws Failure CONFIG when the port is taken or not allowed
 */
export async function listenTcp(
  address: string,
  port: number,
  answer: Answer,
  limits: TcpLimits,
  log: Logger,
): Promise<Listener> {
  const { idleMs = 10_000, connections = 100 } = limits;
  const open = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    makeRoom(open, connections);
    open.add(socket);
    socket.setTimeout(idleMs, () => socket.destroy());
    socket.on('close', () => open.delete(socket));
    socket.on('error', (error) => log.debug({ peer: socket.remoteAddress, error: error.message }, 'connection lost'));
    serve(socket, answer);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenFailure(error, 'TCP', address, port)));
    server.listen({ host: address, port, ipv6Only: address.includes(':') }, resolve);
  });
  server.on('error', (error) => log.error({ error: error.message }, 'the DNS listener over TCP had an error'));
  const bound = server.address();
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

function makeRoom(open: Set<Socket>, limit: number): void {
  for (const oldest of open) {
    if (open.size < limit) return;
    open.delete(oldest);
    oldest.destroy();
  }
}

function serve(socket: Socket, answer: Answer): void {
  const cutter = createMessageCutter();
  const waiting: Buffer[] = [];

  /** Who asks without reading the answers gets no more of them, and is not read from, until they have left. */
  function work(): void {
    while (!socket.writableNeedDrain) {
      const query = waiting.shift();
      if (query === undefined) {
        socket.resume();
        return;
      }
      const reply = answer(query, socket.remoteAddress ?? '');
      if (reply !== undefined) socket.write(framed(reply));
    }
    socket.pause().once('drain', work);
  }

  socket.on('data', (chunk) => {
    const queries = cutter.push(chunk);
    if (queries === undefined) {
      socket.destroy();
      return;
    }
    waiting.push(...queries);
    work();
  });
}
