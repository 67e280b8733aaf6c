import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { frame, parseAddress, type Transport, unframe } from './dns-exchange.js';
import { freePort } from './free-port.js';

/** Answers one message; undefined leaves the asker waiting. */
export type DnsResponder = (message: Buffer, transport: Transport) => Promise<Buffer | undefined>;

/** Listens on one loopback port, UDP and TCP (default: a free one), and hands each message to `respond`. */
export async function serveDns(
  respond: DnsResponder,
  address?: string,
): Promise<{ dnsAddress: string; stop(): Promise<void> }> {
  const { host, port } = address === undefined ? { host: '127.0.0.1', port: await freePort() } : parseAddress(address);
  const udp = createSocket('udp4');
  const connections = new Set<Socket>();
  let open = true;

  async function serveUdp(message: Buffer, from: { address: string; port: number }): Promise<void> {
    const answer = await respond(message, 'udp');
    if (answer !== undefined && open) udp.send(answer, from.port, from.address);
  }

  async function serveMessage(socket: Socket, message: Buffer): Promise<void> {
    const answer = await respond(message, 'tcp');
    if (answer !== undefined && !socket.destroyed) socket.write(frame(answer));
  }

  function serveTcp(socket: Socket): void {
    let received: Buffer<ArrayBufferLike> = Buffer.alloc(0);
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      const { messages, rest } = unframe(Buffer.concat([received, chunk]));
      received = rest;
      for (const message of messages) void serveMessage(socket, message).catch(() => socket.destroy());
    });
  }

  const tcp = createServer(serveTcp);
  // A message that cannot be parsed gets no answer, as from a server behind a broken line.
  udp.on('message', (message, from) => void serveUdp(message, from).catch(() => undefined));
  udp.bind(port, host);
  await once(udp, 'listening');
  tcp.listen(port, host);
  await once(tcp, 'listening');
  // A test that failed before it could stop this must still come to its end.
  udp.unref();
  tcp.unref();
  return {
    dnsAddress: `${host}:${port}`,
    async stop() {
      if (!open) return;
      open = false;
      const closed = Promise.all([once(udp, 'close'), once(tcp, 'close')]);
      udp.close();
      tcp.close();
      for (const socket of connections) socket.destroy();
      await closed;
    },
  };
}
