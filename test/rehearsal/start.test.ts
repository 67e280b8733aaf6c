import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { test } from 'node:test';
import { type Answer, decode, encode } from 'dns-packet';
import { startRehearsalCa } from '../../core/rehearsal/index.js';
import { isFailure } from '../../core/sdk/index.js';
import { Authorization, authorize, Order, order } from './orders.js';
import { challengeValue, rawClient, setStage } from './setup.js';

const timeout = 30_000;

/** A resolver that answers from a function, as a recursive one would. */
async function fakeResolver(answersFor: (name: string) => Answer[]) {
  const socket = createSocket('udp4');
  const asked: string[] = [];
  socket.on('message', (message, peer) => {
    const { id = 0, questions = [] } = decode(message);
    const name = questions[0]?.name ?? '';
    asked.push(name.toLowerCase());
    socket.send(
      encode({ type: 'response', id, questions, answers: answersFor(name.toLowerCase()) }),
      peer.port,
      peer.address,
    );
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { resolver: `127.0.0.1:${socket.address().port}`, asked, [Symbol.dispose]: () => socket.close() };
}

test('a challenge is found behind CNAMEs, within one answer or by asking on', { timeout }, async () => {
  let value = '';
  using dns = await fakeResolver((name) => {
    if (name === '_acme-challenge.example.com') return [{ type: 'CNAME', name, data: 'one.example.net' }];
    if (name !== 'one.example.net') return [];
    return [
      { type: 'CNAME', name, data: 'Two.example.net' },
      { type: 'TXT', name: 'two.example.net', data: [value.slice(0, 20), value.slice(20)] },
    ];
  });
  await using stage = await setStage({ resolver: dns.resolver });
  const client = rawClient(stage.ca);
  await client.register();
  const [outcome] = await authorize(stage, client, await order(client, ['example.com']), (token, key) => {
    value = challengeValue(token, key);
    return value;
  });
  assert.equal(outcome?.status, 'valid');
  assert.deepEqual(dns.asked, ['_acme-challenge.example.com', 'one.example.net']);
});

test('CNAMEs in a circle end in an error', { timeout }, async () => {
  for (const next of [() => 'self.example', (name: string) => (name === 'a.example' ? 'b.example' : 'a.example')]) {
    using dns = await fakeResolver((name) => [{ type: 'CNAME', name, data: next(name) }]);
    await using stage = await setStage({ resolver: dns.resolver });
    const client = rawClient(stage.ca);
    await client.register();
    const [outcome] = await authorize(stage, client, await order(client, ['example.com']));
    assert.equal(outcome?.status, 'invalid');
    assert.equal(outcome.challenges[0]?.error?.type, 'urn:ietf:params:acme:error:dns');
  }
});

test('a bad resolver, a taken port and an abort are failures', { timeout }, async () => {
  for (const resolver of ['example.com', '::1:53', '127.0.0.1:x']) {
    await assert.rejects(startRehearsalCa({ resolver }), (error) => isFailure(error, 'CONFIG'));
  }
  await using stage = await setStage();
  const port = Number(new URL(stage.ca.directoryUrl).port);
  await assert.rejects(startRehearsalCa({ resolver: '127.0.0.1:53', listen: { port } }), (error) =>
    isFailure(error, 'CONFIG'),
  );
  const signal = AbortSignal.abort();
  await assert.rejects(startRehearsalCa({ resolver: '127.0.0.1:53', signal }), (error) => isFailure(error, 'ABORTED'));
});

test('it closes while a validation is under way, at once', { timeout }, async () => {
  const stage = await setStage({ faults: { validationDelayMs: 600_000 } });
  const client = rawClient(stage.ca);
  await client.register();
  const [url = ''] = Order.parse((await order(client, ['example.com'])).json).authorizations;
  const [challenge] = Authorization.parse((await client.post(url)).json).challenges;
  assert.equal((await client.post(challenge?.url ?? '', {})).json.status, 'processing');
  assert.equal((await client.post(url)).headers['retry-after'], '1');
  await stage[Symbol.asyncDispose]();
});
