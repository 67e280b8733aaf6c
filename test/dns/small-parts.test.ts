import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, it } from 'node:test';
import { encode } from 'dns-packet';
import { authoritativeOverride } from '../../core/dns/authoritative-override.js';
import { createExchange } from '../../core/dns/exchange.js';
import { onlyOne } from '../../core/dns/only-one.js';
import type { RecordService } from '../../core/dns/record-service.js';
import { resolveServer } from '../../core/dns/server-address.js';
import { exchangeTcp } from '../../core/dns/tcp.js';
import { exchangeUdp } from '../../core/dns/udp.js';
import { decodeAnswer, type QueryMessage } from '../../core/dns/wire.js';
import { createZoneServers } from '../../core/dns/zone-servers.js';
import { createZoneWriter } from '../../core/dns/zone-writer.js';
import { Failure, isFailure } from '../../core/sdk/failure.js';
import { waitFor } from '../lab/wait-for.js';
import { fakeResolver } from './fake-resolver.js';

const never = new AbortController().signal;
const query: QueryMessage = { id: 7, name: 'example.com', type: 'TXT', recursion: true, edns: true };
const questions = [{ type: 'TXT' as const, name: 'example.com' }];

describe('an answer', () => {
  it('has the code that its header and its OPT record tell together', () => {
    const names = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED', 'YXDOMAIN', 'YXRRSET', 'NXRRSET'];
    for (const [low, high, name] of [
      ...[...names, 'NOTAUTH', 'NOTZONE'].map((each, code) => [code, 0, each] as const),
      [11, 0, 'RCODE11'],
      [0, 1, 'BADVERS'],
      [1, 1, 'RCODE17'],
    ] as const) {
      const opt = {
        type: 'OPT',
        name: '.',
        udpPayloadSize: 1232,
        extendedRcode: high,
        ednsVersion: 0,
        flags: 0,
        options: [],
      };
      const more = { additionals: [opt as never] };
      const message = encode({ type: 'response', id: 7, flags: low, questions, ...(high > 0 && more) });
      assert.equal(decodeAnswer(message, query, 'there')?.rcode, name);
      if (high === 0)
        assert.equal(
          decodeAnswer(encode({ type: 'response', id: 7, flags: low, questions, ...more }), query, 'x')?.rcode,
          name,
        );
    }
  });

  it('is read record by record', () => {
    const soa = {
      mname: 'NS1.Example.com',
      rname: 'a.example.com',
      serial: 8,
      refresh: 1,
      retry: 2,
      expire: 3,
      minimum: 9,
    };
    const answers = [
      { type: 'A', name: 'Example.com', ttl: 1, data: '192.0.2.1' },
      { type: 'CNAME', name: 'a.example.com', ttl: 2, data: 'B.example.com' },
      { type: 'TXT', name: 'example.com', ttl: 3, data: ['one', 'two'] },
      { type: 'SOA', name: 'example.com', ttl: 4, data: soa },
      {
        type: 'CAA',
        name: 'example.com',
        ttl: 5,
        data: { flags: 128, tag: 'issue', value: 'ca.example', issuerCritical: true },
      },
      { type: 'CAA', name: 'example.com', ttl: 6, data: { flags: 0, tag: 'iodef', value: 'x' } },
      { type: 'HINFO', name: 'example.com', ttl: 7, data: { cpu: 'x', os: 'y' } },
    ];
    const read = decodeAnswer(
      encode({ type: 'response', id: 7, questions, answers: answers as never }),
      query,
      'there',
    );
    const name = 'example.com';
    assert.deepEqual(read?.answers, [
      { type: 'A', name, ttl: 1, data: '192.0.2.1' },
      { type: 'CNAME', name: 'a.example.com', ttl: 2, data: 'b.example.com' },
      { type: 'TXT', name, ttl: 3, data: 'onetwo' },
      { type: 'SOA', name, ttl: 4, data: { primary: 'ns1.example.com', serial: 8, minimum: 9 } },
      { type: 'CAA', name, ttl: 5, data: { critical: true, tag: 'issue', value: 'ca.example' } },
      { type: 'CAA', name, ttl: 6, data: { critical: false, tag: 'iodef', value: 'x' } },
      { type: 'OTHER', name, ttl: 7, data: undefined },
    ]);
  });
});

describe('an exchange', () => {
  it('over TCP is over where the connection closes before the answer is there', { timeout: 10_000 }, async () => {
    const closing = createServer((socket) => void socket.on('error', () => {}).end(Buffer.from([0, 9, 1])));
    closing.listen(0, '127.0.0.1');
    await once(closing, 'listening');
    const server = { host: '127.0.0.1', port: (closing.address() as AddressInfo).port };
    await assert.rejects(
      exchangeTcp(server, Buffer.from('x'), () => 1, 5000, never),
      (error) => isFailure(error, 'NETWORK') && error.message.includes('closed before'),
    );
    closing.close();
  });

  it('over UDP leaves no socket behind', async (context) => {
    const answering = createSocket('udp4');
    context.after(() => answering.close());
    answering.on('message', (message, { port, address }) => answering.send(message, port, address));
    answering.bind(0, '127.0.0.1');
    await once(answering, 'listening');
    const open = () => process.getActiveResourcesInfo().filter((kind) => /^udp/i.test(kind)).length;
    const before = open();
    const server = { host: '127.0.0.1', port: answering.address().port };
    for (let count = 0; count < 3; count += 1)
      assert.equal(await exchangeUdp(server, Buffer.from('x'), String, 5000, never), 'x');
    await waitFor('the sockets to be closed', () => open() <= before);
  });

  it('over UDP bears a number that nobody can guess', async (context) => {
    const ids = new Set<number>();
    const answering = createSocket('udp4');
    context.after(() => answering.close());
    answering.on('message', (message, { port, address }) => {
      ids.add(message.readUInt16BE(0));
      const answer = encode({ type: 'response', id: message.readUInt16BE(0), questions });
      answering.send(answer, port, address);
    });
    answering.bind(0, '127.0.0.1');
    await once(answering, 'listening');
    const server = { host: '127.0.0.1', port: answering.address().port };
    const exchange = createExchange();
    for (let count = 0; count < 4; count += 1) await exchange(server, query, 5000, never);
    assert.ok(ids.size > 1, [...ids].join());
  });

  it('over UDP is with servers of either family of addresses', async (context) => {
    for (const [family, host] of [
      ['udp4', '127.0.0.1'],
      ['udp6', '::1'],
    ] as const) {
      const answering = createSocket(family);
      context.after(() => answering.close());
      answering.on('message', (message, { port, address }) => answering.send(message, port, address));
      answering.bind(0, host);
      // A host may be without IPv6.
      const isThere = once(answering, 'listening').then(
        () => true,
        () => false,
      );
      if (!(await isThere)) continue;
      const server = { host, port: answering.address().port };
      assert.equal(await exchangeUdp(server, Buffer.from('x'), String, 5000, never), 'x');
    }
  });

  it('is none with a server whose name leads nowhere', async () => {
    const unknown = { host: `${'x'.repeat(64)}.invalid`, port: 53 };
    await assert.rejects(resolveServer(unknown), (error) => {
      return (
        isFailure(error, 'DNS') && error.message.includes(unknown.host) && (error.hint ?? '').includes('DNS_RESOLVERS')
      );
    });
    assert.deepEqual((await resolveServer({ host: 'localhost', port: 54 })).map(({ port }) => port)[0], 54);
  });
});

it('servers that stand for all others are those of each zone, and nobody is asked', async () => {
  assert.equal(authoritativeOverride({}), undefined);
  const override = authoritativeOverride({ LETSENCRYPT_DNS_TEST_AUTHORITATIVE: '192.0.2.1:5353,192.0.2.2' });
  const resolver = fakeResolver({}, () => undefined);
  const found = await createZoneServers({ resolver, signal: never, override })('example.com');
  assert.deepEqual(
    found.map(({ host, address: { port } }) => [host, port]),
    [
      ['192.0.2.1:5353', 5353],
      ['192.0.2.2', 53],
    ],
  );
  assert.deepEqual(resolver.asked, []);
});

it('the one record that is meant is told by its id, or by being the only one', () => {
  const [a, b] = ['1', '2'].map((id) => ({ id, type: 'TXT', name: 'a', content: id, ttl: 1 }));
  assert.ok(a !== undefined && b !== undefined);
  assert.equal(onlyOne([a, b], 'TXT', { id: '2' }), b);
  assert.equal(onlyOne([a, { ...b, id: '1' }], 'TXT', { id: '1' }), a);
  assert.equal(onlyOne([b], 'TXT', { name: 'a.org' }), b);
  for (const [records, told, message] of [
    [[a], { id: '2' }, /^no TXT record has the identifier 2$/],
    [[], { name: 'a.org' }, /^there is no TXT record called a\.org$/],
    [[a, b], { name: 'a.org' }, /^there are 2 TXT records called a\.org$/],
  ] as const)
    assert.throws(
      () => onlyOne(records, 'TXT', told),
      (error) => isFailure(error, 'RECORD_NOT_FOUND') && message.test(error.message),
    );
});

describe('the writer of a zone', () => {
  function writing(isBad: (names: string) => boolean) {
    const calls: string[] = [];
    const service: Pick<RecordService, 'createAll'> = {
      async createAll(records, isNew) {
        const names = records.map(({ name }) => name).join(' ');
        calls.push(`${isNew ? 'new ' : ''}${names}`);
        await new Promise((resolve) => setImmediate(resolve));
        calls.push(`${names} done`);
        if (isBad(names)) throw new Failure('API', 'no');
      },
    };
    const options = { service: service as RecordService, canBatch: true, signal: never, writeMs: 1000 };
    return { calls, writer: createZoneWriter(options) };
  }
  const record = (name: string) => ({ type: 'TXT', name, content: 'x', ttl: 60 });

  it('spares the look for what is there only where all of it is new, and nothing failed before', async () => {
    for (const [news, expected] of [
      [[true, true], 'new a b'],
      [[true, false], 'a b'],
      [[false, false], 'a b'],
    ] as const) {
      const { calls, writer } = writing(() => false);
      await Promise.all(news.map((isNew, index) => writer.create([record(index === 0 ? 'a' : 'b')], isNew)));
      assert.equal(calls[0], expected);
    }
    const { calls, writer } = writing((names) => names === 'a b');
    await Promise.all([writer.create([record('a')], true), writer.create([record('b')], true)]);
    assert.deepEqual(calls, ['new a b', 'a b done', 'a', 'a done', 'b', 'b done'], 'one part after the other');
  });
});
