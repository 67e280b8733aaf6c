import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type TLSSocket } from 'node:tls';
import type { Pebble } from '../lab/index.js';

export interface OrderGate {
  /** Pebble's directory, reached through the gate; so is all that it names, as Pebble goes by the host that it is asked for. */
  readonly directoryUrl: string;
  stop(): Promise<void>;
}

/** How Pebble's 2.4 path for new orders begins a request. */
const newOrder = 'POST /order-plz ';

/**
 * Stands in front of Pebble and lets new orders through one at a time, as two that meet may lock Pebble up for good. All
 * else is handed on as it comes, byte for byte, over a connection to Pebble for each one to the gate. It relies on a client
 * that waits for an answer before it sends the next request on the same connection, as Node's do.
 */
export async function startOrderGate({
  directoryUrl,
  caBundle,
  serving,
}: Pick<Pebble, 'directoryUrl' | 'caBundle' | 'serving'>): Promise<OrderGate> {
  const files = [serving.certFile, serving.keyFile, caBundle];
  const [cert, key, ca] = await Promise.all(files.map((file) => readFile(file)));
  const { hostname, port, pathname } = new URL(directoryUrl);
  const sockets = new Set<TLSSocket>();
  const line = createLine();

  const server = createServer({ cert, key }, (client) => {
    const pebble = connect({ host: hostname, port: Number(port), servername: hostname, ca });
    let isBetweenRequests = true;
    let leave: (() => void) | undefined;
    const end = () => {
      leave?.();
      for (const socket of [client, pebble]) {
        socket.destroy();
        sockets.delete(socket);
      }
    };
    for (const socket of [client, pebble]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.once('close', end);
      socket.on('error', end);
    }
    client.on('data', async (chunk: Buffer) => {
      const isOrder = isBetweenRequests && chunk.toString('latin1', 0, newOrder.length) === newOrder;
      isBetweenRequests = false;
      if (isOrder) {
        client.pause();
        leave = await line();
        if (client.destroyed) leave();
        client.resume();
      }
      pebble.write(chunk);
    });
    pebble.on('data', (chunk: Buffer) => {
      // It has nothing locked any more once it answers.
      leave?.();
      isBetweenRequests = true;
      client.write(chunk);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    directoryUrl: `https://localhost:${(server.address() as AddressInfo).port}${pathname}`,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Resolves when all who came before have left; what it gives is to be called to leave, and may be called again. */
function createLine(): () => Promise<() => void> {
  let last = Promise.resolve();
  return async () => {
    const before = last;
    let leave = () => {};
    last = new Promise((resolve) => {
      leave = resolve;
    });
    await before;
    return leave;
  };
}
