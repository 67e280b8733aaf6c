import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Who is connected, bounded. */
export interface Connections {
  /** An answer is being made on this socket from now until it has gone. */
  busy(socket: Socket, response: ServerResponse): void;
  /** Ends those on which nothing is under way. */
  closeIdle(): void;
}

/**
 * Lets at most so many connections be open. For a new one beyond that the oldest goes on which no answer is being made:
 * who connects and says nothing, or says it slowly, keeps nobody out. Where all are at work, the new one is refused.
 */
export function boundConnections(server: Server, most: number): Connections {
  const open = new Map<string, { readonly socket: Socket; answers: number }>();

  function oldestIdle(): Socket | undefined {
    for (const { socket, answers } of open.values()) if (answers === 0) return socket;
    return undefined;
  }

  server.on('connection', (socket: Socket) => {
    const key = keyOf(socket);
    if (open.size >= most) {
      const idle = oldestIdle();
      if (idle === undefined) {
        socket.destroy();
        return;
      }
      open.delete(keyOf(idle));
      idle.destroy();
    }
    const entry = { socket, answers: 0 };
    open.set(key, entry);
    socket.once('close', () => {
      if (open.get(key) === entry) open.delete(key);
    });
  });

  return {
    busy(socket, response) {
      // The socket of a request is that of TLS; the one that was counted is beneath it, and has the same ends.
      const entry = open.get(keyOf(socket));
      if (entry === undefined) return;
      entry.answers += 1;
      response.once('close', () => {
        entry.answers -= 1;
      });
    },
    closeIdle() {
      for (const { socket, answers } of open.values()) if (answers === 0) socket.destroy();
    },
  };
}

/** What a connection is known by while it is open, and for a moment after. */
const keys = new WeakMap<Socket, string>();

function keyOf(socket: Socket): string {
  const known = keys.get(socket);
  if (known !== undefined) return known;
  const key = `${socket.remoteAddress} ${socket.remotePort}`;
  keys.set(socket, key);
  return key;
}
