import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { getEventListeners, once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { createRecordService } from '../../core/dns/record-service.js';
import { exchangeTcp } from '../../core/dns/tcp.js';
import { exchangeUdp } from '../../core/dns/udp.js';
import { type DnsProvider, isFailure } from '../../core/sdk/index.js';

const question = Buffer.from('question');

describe('a question that is stopped', () => {
  const udp = createSocket('udp4');
  const sockets: Socket[] = [];
  const tcp = createServer((socket) => void sockets.push(socket.on('error', () => {})));
  before(async () => {
    udp.bind(0, '127.0.0.1');
    tcp.listen(0, '127.0.0.1');
    await Promise.all([once(udp, 'listening'), once(tcp, 'listening')]);
  });
  after(() => {
    udp.close();
    for (const socket of sockets) socket.destroy();
    tcp.close();
  });

  for (const [name, exchange, portOf] of [
    ['UDP', exchangeUdp, () => udp.address().port],
    ['TCP', exchangeTcp, () => (tcp.address() as AddressInfo).port],
  ] as const) {
    it(`ends at once, listens no more, and is not asked at all where that came before, over ${name}`, async () => {
      const server = { host: '127.0.0.1', port: portOf() };
      const ask = (signal: AbortSignal, limitMs = 60_000) =>
        exchange(server, question, () => undefined, limitMs, signal);
      await assert.rejects(ask(AbortSignal.abort()), (error) => isFailure(error, 'ABORTED'));
      const stop = new AbortController();
      const asked = ask(stop.signal);
      setTimeout(() => stop.abort(), 20);
      await assert.rejects(asked, (error) => isFailure(error, 'ABORTED'));
      assert.equal(getEventListeners(stop.signal, 'abort').length, 0);
      const late = new AbortController();
      await assert.rejects(ask(late.signal, 20), (error) => isFailure(error, 'TIMEOUT'));
      assert.equal(getEventListeners(late.signal, 'abort').length, 0);
    });
  }

  it('over UDP stays stopped where that comes while its answer is read', async () => {
    const stop = new AbortController();
    const answering = createSocket('udp4');
    answering.on('message', (message, { port, address }) => answering.send(message, port, address));
    answering.bind(0, '127.0.0.1');
    await once(answering, 'listening');
    const server = { host: '127.0.0.1', port: answering.address().port };
    function read(answer: Buffer): Buffer {
      stop.abort();
      return answer;
    }
    await assert.rejects(exchangeUdp(server, question, read, 60_000, stop.signal), (error) =>
      isFailure(error, 'ABORTED'),
    );
    await new Promise((resolve) => answering.close(() => resolve(undefined)));
  });

  it('over TCP is over where the answer is said to have no bytes', async () => {
    const empty = createServer((socket) => void socket.on('error', () => {}).write(Buffer.alloc(2)));
    empty.listen(0, '127.0.0.1');
    await once(empty, 'listening');
    const server = { host: '127.0.0.1', port: (empty.address() as AddressInfo).port };
    const read = (answer: Buffer) => (answer.length > 0 ? answer : undefined);
    await assert.rejects(exchangeTcp(server, question, read, 5000, new AbortController().signal), (error) =>
      isFailure(error, 'NETWORK'),
    );
    empty.close();
  });
});

it('records are live when the provider says so, and at once where it cannot tell', async () => {
  let isLive = false;
  const provider = {
    findZone: async (name: string) => ({ name }),
    async awaitLive() {
      await new Promise((resolve) => setTimeout(resolve, 5));
      isLive = true;
    },
  } as unknown as DnsProvider;
  const { awaitLive: _none, ...mute } = provider;
  const service = (given: DnsProvider) =>
    createRecordService({
      provider: given,
      capabilities: {} as never,
      zoneName: 'example.com',
      providerTitle: 'Memory',
    });
  await service(mute as DnsProvider).awaitLive();
  await service(provider).awaitLive();
  assert.equal(isLive, true);
});
