import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { type Responder, startResponder } from '../../core/responder/start-responder.js';
import { silentLogger } from '../../core/sdk/index.js';

/** Two resolvers' tools of different making: BIND's dig and Knot's kdig. Packages bind9-dnsutils and knot-dnsutils. */
const tools = ['dig', 'kdig'];
const zone = '_acme-challenge.example.com';
const values = Array.from({ length: 30 }, (_, index) => `${index}-${'z'.repeat(50)}`);
let responder: Responder;

before(async () => {
  const listen = [{ address: '127.0.0.1', port: 0 }];
  const zones = [zone, 'acme.example.net'];
  responder = await startResponder({ listen, zones, ownName: 'ns.example.net', log: silentLogger });
  responder.set(zone, ['one', 'tw"o']);
  responder.set('many.acme.example.net', values);
});

after(() => responder.close());

async function run(tool: string, ...words: string[]): Promise<string> {
  const port = String(responder.addresses[0]?.port);
  const { stdout } = await promisify(execFile)(
    tool,
    ['@127.0.0.1', '-p', port, '+time=5', '+norecurse', '+edns=0', ...words],
    {
      timeout: 20_000,
    },
  );
  return stdout;
}

for (const tool of tools) {
  test(`${tool} reads TXT, SOA and NS`, async () => {
    const texts = (await run(tool, '+short', zone, 'TXT')).trim().split('\n').toSorted();
    assert.deepEqual(texts, ['"one"', '"tw\\"o"']);
    assert.match(
      await run(tool, '+short', zone, 'SOA'),
      /^ns\.example\.net\. hostmaster\.example\.com\. \d+ 3600 600 604800 5\n$/,
    );
    assert.equal(await run(tool, '+short', zone.toUpperCase(), 'NS'), 'ns.example.net.\n');
  });

  test(`${tool} sees authoritative answers, NODATA, NXDOMAIN and REFUSED, and complains of nothing`, async () => {
    const full = await run(tool, zone, 'TXT');
    assert.match(full, /NOERROR/);
    assert.match(full, /[Ff]lags: qr aa;/);
    assert.match(full, /EDNS/);
    assert.match(await run(tool, zone, 'A'), /NOERROR[\s\S]*SOA/);
    assert.match(await run(tool, 'no.acme.example.net', 'TXT'), /NXDOMAIN[\s\S]*SOA/);
    assert.match(await run(tool, 'example.org', 'TXT'), /REFUSED/);
    const literally = tool === 'dig' ? ['+noednsnegotiation'] : [];
    assert.match(await run(tool, '+edns=1', ...literally, zone, 'TXT'), /BADVERS/);
    for (const output of [full, await run(tool, zone, 'A')])
      assert.doesNotMatch(output, /warning|malformed|extra bytes/i);
  });

  test(`${tool} turns to TCP for a long answer`, async () => {
    const lines = (await run(tool, '+short', 'many.acme.example.net', 'TXT'))
      .split('\n')
      .filter((line) => line.startsWith('"'));
    assert.equal(lines.length, values.length);
    assert.match(await run(tool, '+tcp', 'many.acme.example.net', 'TXT'), /NOERROR/);
    assert.match(await run(tool, '+ignore', 'many.acme.example.net', 'TXT'), /[Ff]lags: qr aa tc;/);
  });
}
