import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { type ResponderOptions, startResponder } from '../../core/responder/start-responder.js';
import { framed } from '../../core/responder/tcp-messages.js';
import { isFailure, silentLogger } from '../../core/sdk/index.js';
import { query, read } from './queries.js';

const name = '_acme-challenge.example.com';
const timeout = 20_000;

async function start(more: Partial<ResponderOptions> = {}) {
  const listen = [{ address: '127.0.0.1', port: 0 }];
  const responder = await startResponder({
    listen,
    zones: [name],
    ownName: 'ns.example.net',
    log: silentLogger,
    ...more,
  });
  responder.set(name, ['one', 'two']);
  return { responder, port: responder.addresses[0]?.port ?? 0, [Symbol.asyncDispose]: () => responder.close() };
}

/** The first `count` answers that come over this connection. */
async function readAnswers(socket: Socket, count: number): Promise<Buffer[]> {
  const answers: Buffer[] = [];
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of socket) {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 2 && rest.length >= rest.readUInt16BE(0) + 2) {
      const end = rest.readUInt16BE(0) + 2;
      answers.push(rest.subarray(2, end));
      rest = rest.subarray(end);
    }
    if (answers.length >= count) break;
  }
  return answers;
}

async function askUdp(port: number, packet: Buffer): Promise<Buffer> {
  const socket = createSocket('udp4');
  const answered = once(socket, 'message');
  socket.send(packet, port, '127.0.0.1');
  const [answer] = await answered;
  socket.close();
  return answer;
}

test('the same port answers UDP and TCP', { timeout }, async () => {
  await using server = await start();
  assert.deepEqual(read(await askUdp(server.port, query({ name }))).texts, ['one', 'two']);
  const socket = connect(server.port, '127.0.0.1');
  socket.write(framed(query({ name })));
  assert.deepEqual(
    (await readAnswers(socket, 1)).map((answer) => read(answer).texts),
    [['one', 'two']],
  );
});

test('TCP: queries in one piece, byte by byte, and a garbled one between them', { timeout }, async () => {
  await using server = await start();
  const socket = connect({ port: server.port, host: '127.0.0.1', noDelay: true });
  const stream = Buffer.concat([
    framed(query({ name, id: 1 })),
    framed(query({ name, id: 2 })),
    framed(Buffer.from([1, 2, 3])),
    framed(query({ name, id: 3, type: 'A' })),
  ]);
  socket.write(stream);
  for (const byte of stream) await new Promise((resolve) => socket.write(Buffer.from([byte]), resolve));
  const answers = (await readAnswers(socket, 6)).map(read);
  assert.deepEqual(
    answers.map((answer) => answer.id),
    [1, 2, 3, 1, 2, 3],
  );
});

test('TCP: thousands of queries at once, for long answers, are all answered in their order', { timeout }, async () => {
  await using server = await start();
  server.responder.set(
    name,
    Array.from({ length: 100 }, (_, index) => `${index}-${'x'.repeat(60)}`),
  );
  const socket = connect(server.port, '127.0.0.1');
  const ids = Array.from({ length: 2000 }, (_, id) => id);
  socket.write(Buffer.concat(ids.map((id) => framed(query({ name, id })))));
  const answers = await readAnswers(socket, ids.length);
  assert.deepEqual(
    answers.map((answer) => answer.readUInt16BE(0)),
    ids,
  );
  assert.ok(answers.every((answer) => answer.length === answers[0]?.length && answer.length > 6000));
});

test('TCP: a client that is silent, or announces too long a query, is disconnected', { timeout }, async () => {
  await using server = await start({ tcp: { idleMs: 30 } });
  const silent = connect(server.port, '127.0.0.1');
  silent.write(Buffer.from([0, 40, 1, 2, 3]));
  silent.resume();
  await once(silent, 'close');
  const greedy = connect(server.port, '127.0.0.1');
  greedy.write(Buffer.from([0xff, 0xff, 0]));
  greedy.resume();
  await once(greedy, 'close');
});

test('TCP: one connection more than allowed closes the oldest', { timeout }, async () => {
  await using server = await start({ tcp: { connections: 2 } });
  const sockets: Socket[] = [];
  for (let index = 0; index < 3; index += 1) {
    const socket = connect(server.port, '127.0.0.1');
    sockets.push(socket);
    socket.on('error', () => socket.destroy());
    socket.write(framed(query({ name, id: index })));
    await once(socket, 'data');
  }
  const [first, , third] = sockets;
  if (first !== undefined && !first.closed) await once(first, 'close');
  third?.write(framed(query({ name, id: 9 })));
  if (third !== undefined) assert.equal(read((await readAnswers(third, 1))[0]).id, 9);
  for (const socket of sockets) socket.destroy();
});

test('UDP: over its rate a source is sent to TCP, where it is answered', { timeout }, async () => {
  await using server = await start({ rateLimit: { perSecond: 0, burst: 2 } });
  const flags: boolean[] = [];
  for (let index = 0; index < 3; index += 1) flags.push(read(await askUdp(server.port, query({ name }))).flag_tc);
  assert.deepEqual(flags, [false, false, true]);
  const socket = connect(server.port, '127.0.0.1');
  socket.write(framed(query({ name })));
  assert.deepEqual(read((await readAnswers(socket, 1))[0]).texts, ['one', 'two']);
});

test('values come and go while it runs', { timeout }, async () => {
  await using server = await start();
  server.responder.add(name, 'three');
  server.responder.remove(name, 'one');
  assert.deepEqual(read(await askUdp(server.port, query({ name }))).texts, ['two', 'three']);
});

test('a port that is taken is a failure that says what to do, and leaves nothing open', { timeout }, async () => {
  await using server = await start();
  const free = { address: '127.0.0.1', port: 0 };
  const taken = { address: '127.0.0.1', port: server.port };
  await assert.rejects(start({ listen: [free, taken] }), (error) => {
    return isFailure(error, 'CONFIG') && error.serviceCode === 'EADDRINUSE' && error.hint !== undefined;
  });
  await assert.rejects(start({ signal: AbortSignal.abort() }), (error) => isFailure(error, 'ABORTED'));
});

test('it closes at once, also with a client connected', { timeout }, async () => {
  const { responder, port } = await start();
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => socket.destroy());
  await once(socket, 'connect');
  await responder.close();
  if (!socket.closed) await once(socket.resume(), 'close');
});
