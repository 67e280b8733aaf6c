import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { portsFolder, runFolderVariable } from './once-a-run.js';

/** Below Linux' ephemeral range (32768 and up), so that no outgoing connection takes the port before the server does. */
const lowestPort = 20_000;
const portCount = 12_000;

/** Those that were given before: a server may take a second to be there. */
const given = new Set<number>();

/**
 * A port of `host` (default 127.0.0.1) that is free for both TCP and UDP. No other caller is given it, in this process or in
 * another one of the same `npm test`.
 */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = lowestPort + Math.floor(Math.random() * portCount);
    if ((await isFree(host, port)) && isOurs(port)) return port;
  }
  throw new Error(`found no free port on ${host}`);
}

/**
 * A loopback address on which port 53 is free, so that a name server can be where the NS records say: every address
 * of 127/8 is the machine itself on Linux. Throws where this process may not bind port 53 (it needs root).
 */
export async function freeLoopbackHost(port = 53): Promise<string> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const host = `127.${randomByte()}.${randomByte()}.${randomByte()}`;
    if (await isFree(host, port)) return host;
  }
  throw new Error(`cannot bind port ${port} on a loopback address; run as root`);
}

function isOurs(port: number, run = process.env[runFolderVariable]): boolean {
  if (given.has(port)) return false;
  given.add(port);
  if (run === undefined) return true;
  const ports = join(run, portsFolder);
  mkdirSync(ports, { recursive: true });
  try {
    mkdirSync(join(ports, String(port)));
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function randomByte(): number {
  return 1 + Math.floor(Math.random() * 254);
}

async function isFree(host: string, port: number): Promise<boolean> {
  const server = createServer();
  const socket = createSocket('udp4');
  try {
    server.listen(port, host);
    await once(server, 'listening');
    socket.bind(port, host);
    await once(socket, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
    socket.close();
  }
}
