import { Socket } from 'node:net';
import type { buildConnector } from 'undici';

/** Connections that may be let go of before they are there. */
export interface Connecting {
  /** The same connector, with an eye on what it opens. */
  watch(connect: buildConnector.connector): buildConnector.connector;
  /** Closes what is not closed yet. */
  end(): void;
}

/**
 * undici's pools that are destroyed leave alone what is not connected yet, which keeps the process until it is, or is late.
 * A signal among the options of a socket would do, but Node forgets it with the signal, not with the socket.
 */
export function watchConnecting(): Connecting {
  const open = new Set<Socket>();
  return {
    watch: (connect) => (options, callback) => {
      // Its types say that nothing comes back.
      const socket: unknown = connect(options, callback);
      if (!(socket instanceof Socket)) return;
      open.add(socket);
      socket.once('close', () => open.delete(socket));
    },
    end() {
      for (const socket of open) socket.destroy();
    },
  };
}
