import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { Failure } from '../sdk/index.js';

const attempts = 20;

/** A port of 127.0.0.1 that is free now, for UDP and for TCP. @throws Failure CONFIG where none can be had */
export async function freePort(): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await tryPort();
    } catch (error) {
      if (attempt < attempts) continue;
      throw new Failure('CONFIG', `no free port on 127.0.0.1: ${(error as Error).message}`, { cause: error });
    }
  }
}

async function tryPort(): Promise<number> {
  const tcp = createServer();
  try {
    tcp.listen(0, '127.0.0.1');
    await once(tcp, 'listening');
    const bound = tcp.address();
    const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
    await tryUdp(port);
    return port;
  } finally {
    tcp.close();
  }
}

async function tryUdp(port: number): Promise<void> {
  const udp = createSocket('udp4');
  try {
    udp.bind(port, '127.0.0.1');
    await once(udp, 'listening');
  } finally {
    udp.close();
  }
}
