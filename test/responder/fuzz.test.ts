import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { decode } from 'dns-packet';
import { answerQuery } from '../../core/responder/answer-query.js';
import { startResponder } from '../../core/responder/start-responder.js';
import { silentLogger } from '../../core/sdk/index.js';
import { query, read, sampleSettings } from './queries.js';

setFlagsFromString('--expose-gc');
const collectGarbage: unknown = runInNewContext('gc');

/** Mulberry32: the same packets in every run. */
function seededRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const samples = [
  query({ name: '_acme-challenge.example.com' }),
  query({ name: '_acme-challenge.example.com', payload: 1232, dnssecOk: true }),
  query({ name: 'deep.acme.example.net', type: 'SOA', payload: 512 }),
  query({ name: 'nothing.acme.example.net', type: 'NS' }),
];

/** Pure noise, or a real query with bytes changed, cut, doubled or appended. */
function malformed(random: (below: number) => number): Buffer {
  const noise = () => Buffer.from(Array.from({ length: random(80) }, () => random(256)));
  if (random(4) === 0) return noise();
  const packet = Buffer.from(samples[random(samples.length)] ?? noise());
  for (let change = random(6); change >= 0; change -= 1) packet[random(packet.length)] = random(256);
  if (random(3) === 0) return packet.subarray(0, random(packet.length + 1));
  return random(3) === 0 ? Buffer.concat([packet, random(2) === 0 ? packet : noise()]) : packet;
}

function heapUsed(): number {
  if (typeof collectGarbage === 'function') collectGarbage();
  return process.memoryUsage().heapUsed + process.memoryUsage().external;
}

test('100,000 malformed packets: no error, no growth, every answer a well-formed response', () => {
  const settings = sampleSettings();
  const random = seededRandom(20_250_101);
  const counts = { silent: 0, answered: 0 };
  let before = 0;
  for (let index = 0; index < 100_000; index += 1) {
    if (index === 5000) before = heapUsed();
    const packet = malformed(random);
    const answer = answerQuery(packet, settings, {
      transport: random(2) === 0 ? 'udp' : 'tcp',
      limited: random(9) === 0,
    });
    counts[answer === undefined ? 'silent' : 'answered'] += 1;
    if (answer === undefined) continue;
    assert.equal(answer.readUInt16BE(0), packet.readUInt16BE(0));
    assert.equal(decode(answer).flag_qr, true);
    assert.equal(decode.bytes, answer.length);
  }
  assert.ok(counts.silent > 1000 && counts.answered > 10_000, JSON.stringify(counts));
  const growth = heapUsed() - before;
  assert.ok(growth < 4 * 1024 * 1024, `the heap grew by ${growth} bytes`);
});

test('a few thousand malformed packets over UDP, and the next query is answered', { timeout: 60_000 }, async () => {
  const zones = ['_acme-challenge.example.com'];
  const listen = [{ address: '127.0.0.1', port: 0 }];
  const responder = await startResponder({
    listen,
    zones,
    ownName: 'ns.example.net',
    log: silentLogger,
    rateLimit: false,
  });
  responder.add('_acme-challenge.example.com', 'still here');
  const socket = createSocket('udp4');
  try {
    const port = responder.addresses[0]?.port ?? 0;
    const random = seededRandom(7);
    for (let index = 0; index < 4000; index += 1) {
      await new Promise((resolve) => socket.send(malformed(random), port, '127.0.0.1', resolve));
    }
    const last = new Promise<Buffer>((resolve) => {
      socket.on('message', (message) => {
        if (message.readUInt16BE(0) === 0xbeef && message.length > 60) resolve(message);
      });
    });
    // A full receive buffer may have dropped the query: a resolver asks again, too.
    const asking = setInterval(() => {
      socket.send(query({ name: '_acme-challenge.example.com', id: 0xbeef }), port, '127.0.0.1');
    }, 50);
    const answer = await last.finally(() => clearInterval(asking));
    assert.deepEqual(read(answer).texts, ['still here']);
  } finally {
    socket.close();
    await responder.close();
  }
});
