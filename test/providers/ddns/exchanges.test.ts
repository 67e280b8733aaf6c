import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import dns from 'node:dns/promises';
import { once } from 'node:events';
import { syncBuiltinESMExports } from 'node:module';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { after, describe, test } from 'node:test';
import type { Packet } from 'dns-packet';
import { isFailure } from '../../../core/sdk/index.js';
import { findEndpoints, parseServer } from '../../../providers/ddns/endpoint.js';
import { exchangeTcp, exchangeUdp } from '../../../providers/ddns/transport.js';
import { answerTo, openAt, openDdns, signedAnswer } from './signed-server.js';

const zone = { name: 'example.com' };
const draft = { type: 'TXT', name: 'x', content: 'x', ttl: 60 };
const texts: Packet = { answers: [{ type: 'TXT', name: 'x.example.com', ttl: 60, data: 'one' }] };
const message = Buffer.from([0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

/** A TCP server at a port where nothing answers over UDP. */
async function listen(onConnection: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  after(() => server.close());
  return (server.address() as AddressInfo).port;
}

test('how a server may be written', () => {
  const right: [string, string, number][] = [
    ['ns1.example.com', 'ns1.example.com', 53],
    [' ns1.example.com:5353 ', 'ns1.example.com', 5353],
    ['192.0.2.1:1', '192.0.2.1', 1],
    ['192.0.2.1:65535', '192.0.2.1', 65_535],
    ['2001:db8::1', '2001:db8::1', 53],
    ['[2001:db8::1]', '2001:db8::1', 53],
    ['[2001:db8::1]:5353', '2001:db8::1', 5353],
  ];
  for (const [server, host, port] of right) assert.deepEqual(parseServer(server), { host, port }, server);
  for (const server of ['', 'ns1:0', 'ns1:65536', 'ns1:', 'ns1:x', 'ns1/x', 'ns1 ns2', '[::1']) {
    assert.throws(
      () => parseServer(server),
      (error) => isFailure(error, 'CONFIG') && error.place === '--ddns-server',
      server,
    );
  }
});

test('a server without an address', async () => {
  await assert.rejects(findEndpoints('nowhere.invalid'), (error) => {
    return isFailure(error, 'NETWORK') && error.place === '--ddns-server';
  });
});

describe('which way a request goes', () => {
  const long = { ...draft, content: 'a'.repeat(1_100) };
  const cases = [
    { title: 'a short one over UDP', record: draft, flags: 0, ways: ['udp'] },
    { title: 'a long one over TCP', record: long, flags: 0, ways: ['tcp'] },
    { title: 'one whose answer was cut off once more over TCP', record: draft, flags: 0x200, ways: ['udp', 'tcp'] },
  ];
  for (const { title, record, flags, ways } of cases) {
    test(title, async () => {
      const seen: string[] = [];
      const provider = await openAt(async (request, way) => {
        seen.push(way);
        return signedAnswer(request, way === 'udp' ? { flags } : {});
      });
      await provider.createRecord(zone, record);
      assert.deepEqual(seen, ways);
    });
  }

  test('no other where an answer is not to be believed', async () => {
    const seen: string[] = [];
    const provider = await openAt(async (request, way) => {
      seen.push(way);
      return answerTo(request, {});
    });
    await assert.rejects(provider.createRecord(zone, draft), (error) => isFailure(error, 'RESPONSE'));
    assert.deepEqual(seen, ['udp']);
  });

  test('to no other address either', async (context) => {
    context.mock.method(dns, 'lookup', async () => [{ address: '127.0.0.1' }, { address: '127.0.0.1' }]);
    syncBuiltinESMExports();
    let asked = 0;
    const provider = await openAt(async (request) => {
      asked += 1;
      return answerTo(request, {});
    }, 'two.example.net');
    await assert.rejects(provider.createRecord(zone, draft), (error) => isFailure(error, 'RESPONSE'));
    assert.equal(asked, 1);
    context.mock.restoreAll();
    syncBuiltinESMExports();
  });

  test('over TCP where nothing listens for UDP, and an answer that comes in pieces', async () => {
    const port = await listen((socket) => {
      socket.on('data', async (framed: Buffer) => {
        const answer = signedAnswer(framed.subarray(2), texts);
        const [low, high] = [answer.length & 0xff, answer.length >> 8];
        for (const byte of [high, low, ...answer]) {
          socket.write(Buffer.of(byte));
          await new Promise(setImmediate);
        }
      });
    });
    const records = await openDdns(`127.0.0.1:${port}`).listRecords(zone, { type: 'TXT', name: 'x' });
    assert.deepEqual(
      records.map(({ content }) => content),
      ['one'],
    );
  });
});

test('every address of a server is tried, for a transfer too', async (context) => {
  context.mock.method(dns, 'lookup', async () => [{ address: '127.0.0.2' }, { address: '127.0.0.1' }]);
  syncBuiltinESMExports();
  after(syncBuiltinESMExports);
  const soa = { mname: 'ns1', rname: 'host', serial: 1, refresh: 2, retry: 3, expire: 4, minimum: 5 };
  const start = { type: 'SOA', name: zone.name, ttl: 60, data: soa } as const;
  const whole: Packet = { answers: [start, ...(texts.answers ?? []), start] };
  const provider = await openAt(
    async (request, way) => signedAnswer(request, way === 'tcp' ? whole : texts),
    'two.example.net',
  );
  assert.equal((await provider.listRecords(zone, { type: 'TXT', name: 'x' })).length, 1);
  assert.deepEqual(
    (await provider.listRecords(zone, {})).map(({ type }) => type),
    ['SOA', 'TXT'],
  );
});

test('what answers another question is passed over', async () => {
  const socket = createSocket('udp4');
  after(() => socket.close());
  socket.on('message', (request, from) => {
    const other = answerTo(request, {});
    other.writeUInt16BE((request.readUInt16BE(0) + 1) & 0xffff, 0);
    for (const each of [other, request, Buffer.of(1), signedAnswer(request, texts)])
      socket.send(each, from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const provider = openDdns(`127.0.0.1:${socket.address().port}`);
  const records = await provider.listRecords(zone, { type: 'TXT', name: 'x' });
  assert.deepEqual(
    records.map(({ content }) => content),
    ['one'],
  );
});

test('a refusal that is a header alone, and an answer that is none', async () => {
  const header = (request: Buffer, rcode: number, answers: number) => {
    const head = Buffer.alloc(12);
    head.writeUInt16BE(request.readUInt16BE(0), 0);
    head.writeUInt16BE(0x8000 | rcode, 2);
    head.writeUInt16BE(answers, 6);
    return head;
  };
  const refused = await openAt(async (request) => header(request, 5, 0));
  await assert.rejects(refused.createRecord(zone, draft), (error) => isFailure(error, 'AUTHENTICATION'));
  const unknown = await openAt(async (request) => header(request, 11, 0));
  await assert.rejects(unknown.createRecord(zone, draft), (error) => {
    return isFailure(error, 'API') && error.serviceCode === 'RCODE11';
  });
  const torn = await openAt(async (request) => header(request, 0, 5));
  await assert.rejects(torn.createRecord(zone, draft), (error) => isFailure(error, 'RESPONSE'));
});

test('a connection is closed once its answer is there', async () => {
  let ended: Promise<unknown> | undefined;
  const port = await listen((socket) => {
    ended = once(socket, 'close');
    socket.write(Buffer.from([0, 1, 7]));
    socket.resume();
  });
  const limits = { timeoutMs: 60_000, signal: new AbortController().signal };
  const answer = await exchangeTcp({ address: '127.0.0.1', port }, message, (received) => received[0], limits);
  assert.equal(answer, 7);
  await ended;
});

test('a connection that ends before its answer, and none at all', async () => {
  const endless = { timeoutMs: 60_000, signal: new AbortController().signal };
  const port = await listen((socket) => socket.end(Buffer.from([0, 20, 1])));
  const to = { address: '127.0.0.1', port };
  await assert.rejects(
    exchangeTcp(to, message, () => true, endless),
    (error) => isFailure(error, 'NETWORK'),
  );
  await assert.rejects(
    exchangeUdp(to, message, () => true, endless),
    (error) => isFailure(error, 'NETWORK'),
  );
});

for (const [way, exchange] of [
  ['UDP', exchangeUdp],
  ['TCP', exchangeTcp],
] as const) {
  test(`${way}: a stop ends what waits and what has not begun, a limit what takes too long`, async () => {
    const silent = createSocket('udp4').bind(0, '127.0.0.1');
    await once(silent, 'listening');
    after(() => silent.close());
    const port = way === 'UDP' ? silent.address().port : await listen(() => undefined);
    const run = (signal: AbortSignal, timeoutMs: number) =>
      exchange({ address: '127.0.0.1', port }, message, () => true, { timeoutMs, signal });

    const stop = new AbortController();
    const waiting = run(stop.signal, 60_000);
    stop.abort();
    await assert.rejects(waiting, (error) => isFailure(error, 'ABORTED'));
    await assert.rejects(run(stop.signal, 60_000), (error) => isFailure(error, 'ABORTED'));
    await assert.rejects(run(new AbortController().signal, 20), (error) => isFailure(error, 'TIMEOUT'));
  });
}
