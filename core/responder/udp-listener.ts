import { createSocket } from 'node:dgram';
import type { Logger } from '../sdk/index.js';
import { type Answer, type Listener, listenFailure } from './listener.js';

/** Listens over UDP. @throws Failure CONFIG when the port is taken or not allowed */
export async function listenUdp(address: string, port: number, answer: Answer, log: Logger): Promise<Listener> {
  const socket = createSocket(address.includes(':') ? { type: 'udp6', ipv6Only: true } : { type: 'udp4' });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', (error) => reject(listenFailure(error, 'UDP', address, port)));
    socket.bind({ address, port }, resolve);
  });
  socket.on('error', (error) => log.error({ error: error.message }, 'the DNS listener over UDP had an error'));
  socket.on('message', (query, peer) => {
    if (peer.port === 0) return;
    const reply = answer(query, peer.address);
    if (reply === undefined) return;
    socket.send(reply, peer.port, peer.address, (error) => {
      if (error !== null) log.debug({ peer: peer.address, error: error.message }, 'a DNS answer could not be sent');
    });
  });
  return {
    port: socket.address().port,
    close: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  };
}
