import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, isIPv6, type Server } from 'node:net';
import { type Answer, AUTHORITATIVE_ANSWER, decode, encode, RECURSION_AVAILABLE } from 'dns-packet';
import { need } from '../binaries.js';
import { frame, unframe } from '../dns-exchange.js';
import { runCommand } from '../run-command.js';

/** What a name server says; undefined: nothing, ever. */
export type Reply =
  | { readonly rcode?: number; readonly answers?: readonly Answer[]; readonly authorities?: readonly Answer[] }
  | undefined;

/** @param at the address that was asked */
export type Respond = (name: string, type: string, at: string) => Reply;

/** Gives the loopback device of this network namespace more addresses, and switches it on. Only in a namespace of the test's own. */
export async function addAddresses(addresses: readonly string[]): Promise<void> {
  const ip = need('ip');
  await runCommand(ip, ['link', 'set', 'lo', 'up']);
  for (const address of addresses) {
    const prefix = isIPv6(address) ? ['-6', 'addr', 'add', `${address}/128`] : ['addr', 'add', `${address}/32`];
    await runCommand(ip, [...prefix, 'dev', 'lo', ...(isIPv6(address) ? ['nodad'] : [])]);
  }
}

/** Name servers at port 53 of these addresses, over UDP and TCP. */
export async function serveNames(addresses: readonly string[], respond: Respond): Promise<{ stop(): void }> {
  const open: (UdpSocket | Server)[] = [];
  for (const address of addresses) {
    const udp = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    udp.on('message', (message, from) => {
      const answer = answerTo(message, respond, address);
      if (answer !== undefined) udp.send(answer, from.port, from.address);
    });
    udp.bind(53, address);
    await once(udp, 'listening');
    const tcp = createServer((socket) => {
      let received: Buffer<ArrayBufferLike> = Buffer.alloc(0);
      socket.on('error', () => socket.destroy());
      socket.on('data', (chunk: Buffer) => {
        const { messages, rest } = unframe(Buffer.concat([received, chunk]));
        received = rest;
        for (const message of messages) {
          const answer = answerTo(message, respond, address);
          if (answer !== undefined) socket.write(frame(answer));
        }
      });
    });
    tcp.listen(53, address);
    await once(tcp, 'listening');
    udp.unref();
    tcp.unref();
    open.push(udp, tcp);
  }
  return {
    stop() {
      for (const socket of open.splice(0)) socket.close();
    },
  };
}

/** One answer, also for a resolver over HTTPS. */
export function answerTo(message: Buffer, respond: Respond, at: string): Buffer | undefined {
  const { id = 0, questions = [] } = decode(message);
  const [question] = questions;
  if (question === undefined) return undefined;
  const reply = respond(question.name.toLowerCase(), question.type, at);
  if (reply === undefined) return undefined;
  const { rcode = 0, answers = [], authorities = [] } = reply;
  const flags = AUTHORITATIVE_ANSWER | RECURSION_AVAILABLE | rcode;
  return encode({ type: 'response', id, flags, questions, answers: [...answers], authorities: [...authorities] });
}
