import { type FileHandle, open, unlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { errorCode } from '../disk/storage-failure.js';
import type { Logger } from '../sdk/logger.js';

/**
 * A Unix socket as proof of life: the kernel closes it with its process, however that ends, and it answers across
 * containers that share a volume, whatever their pids. It says nothing across hosts.
 */
export interface LifeSocket {
  readonly name: string;
  close(): Promise<void>;
}

/** A listening socket that answers within this time is alive, one that does not as well: its process may be stopped. */
const connectTimeoutMs = 2000;

/** Addresses of Unix sockets end at 108 bytes; a way through an open directory is always short. */
async function withShortPath<T>(
  directory: string,
  use: (shortDirectory: string, handle: FileHandle) => Promise<T>,
): Promise<T> {
  const handle = await open(directory, 'r');
  const shortDirectory = Buffer.byteLength(directory) < 70 ? directory : `/proc/self/fd/${handle.fd}`;
  try {
    return await use(shortDirectory, handle);
  } finally {
    await handle.close();
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ path, readableAll: true, writableAll: true }, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

/** Listens in a directory; undefined where that is impossible (file systems without sockets, a path too long). */
export async function openLifeSocket(directory: string, name: string, log: Logger): Promise<LifeSocket | undefined> {
  // Connections are closed at once: that they came about is the answer.
  const server = createServer((connection) => connection.destroy());
  try {
    await withShortPath(directory, (shortDirectory) => listen(server, join(shortDirectory, name)));
  } catch (error) {
    log.debug(
      { directory, reason: String(errorCode(error) ?? error) },
      'no socket can be made here; the lock relies on its file',
    );
    return undefined;
  }
  server.unref();
  server.on('error', (error) => log.warn({ directory, reason: error.message }, 'the socket of the lock failed'));
  return {
    name,
    async close() {
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await removeSocket(directory, name);
    },
  };
}

/** Removes a socket file; one that is gone already is fine. */
export async function removeSocket(directory: string, name: string): Promise<void> {
  try {
    await unlink(join(directory, name));
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

function tryConnect(path: string): Promise<'alive' | 'refused' | 'absent' | 'unknown'> {
  return new Promise((resolve) => {
    const connection = connect({ path });
    const timer = setTimeout(() => settle('alive'), connectTimeoutMs);
    function settle(verdict: 'alive' | 'refused' | 'absent' | 'unknown'): void {
      clearTimeout(timer);
      connection.destroy();
      resolve(verdict);
    }
    connection.once('connect', () => settle('alive'));
    connection.once('error', (error) => {
      const code = errorCode(error);
      if (code === 'ECONNREFUSED') settle('refused');
      else if (code === 'ENOENT') settle('absent');
      // A full backlog means that someone listens.
      else settle(code === 'EAGAIN' ? 'alive' : 'unknown');
    });
  });
}

/** Whether anyone listens on a socket of the directory. */
export async function probeLifeSocket(
  directory: string,
  name: string,
): Promise<'alive' | 'refused' | 'absent' | 'unknown'> {
  try {
    return await withShortPath(directory, (shortDirectory) => tryConnect(join(shortDirectory, name)));
  } catch {
    // The directory could not be opened: nothing is known of the socket, and the other ways to judge remain.
    return 'unknown';
  }
}
