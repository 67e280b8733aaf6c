import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  ask,
  askTxt,
  freeLoopbackHost,
  httpRequest,
  missing,
  runCommand,
  startBind,
  startForwarder,
  startKnot,
  startPowerDns,
  type UpdatableNameServer,
} from './index.js';

describe('lab: powerdns', { skip: missing('pdns_server', 'sqlite3') }, () => {
  for (const backend of ['sqlite', 'lmdb'] as const) {
    it(`serves what its API was told (${backend})`, async () => {
      const powerDns = await startPowerDns({ backend, zones: ['example.com', 'sub.example.net'] });
      const changed = await httpRequest(`${powerDns.apiUrl}/api/v1/servers/localhost/zones/example.com.`, {
        method: 'PATCH',
        headers: { 'x-api-key': powerDns.apiKey },
        body: JSON.stringify({ rrsets: [challengeSet('one', 'two')] }),
      });
      assert.equal(changed.status, 204, changed.body);
      assert.deepEqual(await askTxt(powerDns.dnsAddress, '_acme-challenge.example.com'), ['one', 'two']);
      const records = await powerDns.zoneRecords('example.com');
      const texts = records.filter(({ type }) => type === 'TXT').map(({ name, content }) => `${name} ${content}`);
      assert.deepEqual(texts.sort(), ['_acme-challenge.example.com one', '_acme-challenge.example.com two']);
      assert.equal((await ask(powerDns.dnsAddress, 'sub.example.net', 'SOA', 'tcp')).answers.length, 1);
      await powerDns.stop();
      await assert.rejects(httpRequest(powerDns.apiUrl));
    });
  }
});

function challengeSet(...values: string[]): object {
  const records = values.map((value) => ({ content: `"${value}"`, disabled: false }));
  return { name: '_acme-challenge.example.com.', type: 'TXT', ttl: 60, changetype: 'REPLACE', records };
}

const updatable: ReadonlyArray<[string, 'named' | 'knotd', typeof startBind]> = [
  ['bind', 'named', startBind],
  ['knot', 'knotd', startKnot],
];
for (const [name, binary, start] of updatable) {
  describe(`lab: ${name}`, { skip: missing(binary, 'dig', 'kdig') }, () => {
    it('takes updates with each key, refuses others, and transfers the zone', async () => {
      const server = await start({ zones: ['example.com', 'example.net'] });
      for (const key of Object.values(server.keys))
        await update(server, `${key.algorithm}:${key.name}:${key.secret}`, key.name);
      await assert.rejects(update(server, `hmac-sha256:lab-sha256:${Buffer.from('wrong').toString('base64')}`, 'bad'));
      const texts = (await server.zoneRecords('example.com')).filter(({ type }) => type === 'TXT');
      assert.deepEqual(texts.map(({ content }) => content).sort(), ['lab-md5', 'lab-sha256', 'lab-sha512']);
      assert.deepEqual(await askTxt(server.dnsAddress, 'x.example.com'), ['lab-md5', 'lab-sha256', 'lab-sha512']);
      assert.equal((await ask(server.dnsAddress, 'example.org', 'SOA')).rcode, 5);
      await server.stop();
    });

    it('listens where its NS record says', { skip: missing('root') }, async () => {
      const server = await start({ zones: ['example.com'], listen: 'port-53' });
      const { answers } = await ask(server.dnsAddress, 'ns1.example.com', 'A');
      assert.equal(`${answers[0]?.type === 'A' && answers[0].data}:53`, server.dnsAddress);
      await server.stop();
    });
  });
}

/** Adds a TXT record to example.com with knsupdate, which comes with kdig. */
async function update(server: UpdatableNameServer, key: string, value: string): Promise<void> {
  const [host, port] = server.dnsAddress.split(':');
  const lines = [
    `server ${host} ${port}`,
    'zone example.com.',
    `update add x.example.com. 60 TXT "${value}"`,
    'send',
    '',
  ];
  await runCommand('knsupdate', ['-y', key], { input: lines.join('\n') });
}

describe('lab: forwarder', { skip: missing('named', 'knotd', 'kdig') }, () => {
  it('makes two servers one resolver, follows aliases, counts, and lies on request', async () => {
    const bind = await startBind({ zones: ['example.com'] });
    const knot = await startKnot({ zones: ['example.net'] });
    const forwarder = await startForwarder({
      zones: { 'example.com': bind.dnsAddress, 'example.net': knot.dnsAddress },
    });
    const at = forwarder.dnsAddress;
    const [host, port] = bind.dnsAddress.split(':');
    const { algorithm, name, secret } = bind.keys.sha256;
    const alias = `server ${host} ${port}\nzone example.com.\nupdate add a.example.com. 60 CNAME ns1.example.net.\nsend\n`;
    await runCommand('knsupdate', ['-y', `${algorithm}:${name}:${secret}`], { input: alias });

    const direct = await ask(at, 'example.net', 'SOA', 'tcp');
    assert.equal(direct.packet.flag_ra, true);
    assert.equal(direct.answers.length, 1);
    assert.deepEqual(
      (await ask(at, 'a.example.com', 'A')).answers.map(({ type }) => type),
      ['CNAME', 'A'],
    );
    assert.equal((await ask(at, 'com', 'SOA')).rcode, 0);
    assert.equal((await ask(at, 'example.org', 'SOA')).rcode, 3);
    assert.equal((await ask(at, 'nothing.example.net', 'A')).rcode, 3);

    forwarder.setOverride(({ count }) => (count === 1 ? { rcode: 'SERVFAIL' } : undefined));
    assert.equal((await ask(at, 'example.com', 'NS')).rcode, 2);
    assert.equal((await ask(at, 'EXAMPLE.com', 'NS')).rcode, 0);
    assert.equal(forwarder.count('example.com', 'NS'), 2);
    await Promise.all([forwarder.stop(), bind.stop(), knot.stop()]);
  });
});

describe('lab: addresses', { skip: missing('root') }, () => {
  it('finds a loopback address for port 53', async () => {
    assert.match(await freeLoopbackHost(), /^127\./);
  });
});
