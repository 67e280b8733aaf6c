import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { ask, freePort, inTempDir, missing, need, startServer } from '../../lab/index.js';
import { openAt, openDdns } from './signed-server.js';

const zone = 'example.com';
const secret = randomBytes(64).toString('base64');

describe('signatures, as BIND sees them', { skip: missing('named') }, () => {
  const algorithms = ['hmac-md5', 'hmac-sha1', 'hmac-sha224', 'hmac-sha256', 'hmac-sha384', 'hmac-sha512'];
  let dnsAddress: string;
  let stop: () => Promise<void>;

  before(async () => {
    const port = await freePort();
    dnsAddress = `127.0.0.1:${port}`;
    const server = await inTempDir('bind', async (directory) => {
      const keys = algorithms.map((name) => `key "${name}.key" { algorithm ${name}; secret "${secret}"; };`);
      const allowed = algorithms.map((name) => `key "${name}.key";`).join(' ');
      const options = [
        `directory "${directory}"; pid-file none; session-keyfile none; notify no; recursion no;`,
        `listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };`,
        `dnssec-validation no; allow-transfer { none; };`,
      ];
      const block = `zone "${zone}" { type primary; file "zone"; allow-update { ${allowed} }; };`;
      const config = `options { ${options.join(' ')} }; controls { };\n${keys.join('\n')}\n${block}\n`;
      await writeFile(join(directory, 'named.conf'), config);
      await writeFile(
        join(directory, 'zone'),
        '@ 60 SOA ns1 host 1 3600 600 604800 60\n@ 60 NS ns1\nns1 60 A 127.0.0.1\n',
      );
      await copyFile(need('named'), join(directory, 'named'));
      return startServer({
        name: 'named',
        command: join(directory, 'named'),
        args: ['-g', '-c', join(directory, 'named.conf'), '-n', '1'],
        directory,
        probe: async () => (await ask(dnsAddress, zone, 'SOA')).rcode === 0,
      });
    });
    stop = server.stop;
  });
  after(() => stop());

  for (const algorithm of algorithms) {
    test(`${algorithm} is accepted both ways`, async () => {
      const provider = openDdns(dnsAddress, `${algorithm.toUpperCase()}:${algorithm}.KEY:${secret}`);
      const found = await provider.findZone(zone);
      assert.ok(found);
      await provider.createRecord(found, { type: 'TXT', name: algorithm, content: 'signed', ttl: 60 });
      const records = await provider.listRecords(found, { type: 'TXT', name: algorithm });
      assert.deepEqual(
        records.map(({ content }) => content),
        ['signed'],
      );
    });
  }

  test('a clock that is wrong', async () => {
    const provider = openDdns(dnsAddress, `hmac-sha256:hmac-sha256.key:${secret}`, () => Date.now() + 3_600_000);
    await assert.rejects(provider.findZone(zone), (error) => {
      assert.ok(isFailure(error, 'AUTHENTICATION'));
      assert.match(error.message, /clocks of this host and the DNS server differ by 3(599|600|601) s/);
      return true;
    });
  });

  test('a zone that may not be transferred is still listed name by name', async () => {
    const provider = openDdns(dnsAddress, `hmac-sha256:hmac-sha256.key:${secret}`);
    const listed = await provider.listRecords({ name: zone }, { name: 'ns1' });
    assert.deepEqual(
      listed.map(({ type, content }) => `${type} ${content}`),
      ['A 127.0.0.1'],
    );
    await assert.rejects(provider.listRecords({ name: zone }, {}), (error) => {
      assert.ok(isFailure(error, 'AUTHENTICATION'));
      return (
        /refused to list the zone example\.com \(REFUSED\)/.test(error.message) && /transfer/.test(error.hint ?? '')
      );
    });
  });
});

describe('answers that must not be believed', () => {
  /** The request as an answer with this response code, its own signature left or taken away. */
  function echo(message: Buffer, rcode: number): Buffer {
    const answer = Buffer.from(message);
    answer.writeUInt16BE(answer.readUInt16BE(2) | 0x8000 | rcode, 2);
    return answer;
  }

  function unsigned(message: Buffer, rcode: number): Buffer {
    // Only the header and the question: no record is left.
    const end = message.indexOf(Buffer.from('\0\0\x06\0\x01', 'latin1')) + 5;
    const answer = echo(message, rcode).subarray(0, end);
    answer.writeUInt32BE(0, 6);
    answer.writeUInt16BE(0, 10);
    return answer;
  }

  const draft = { type: 'TXT', name: 'x', content: 'x', ttl: 60 };

  test('a success without a signature', async () => {
    const provider = await openAt(async (message) => unsigned(message, 0));
    await assert.rejects(provider.createRecord({ name: zone }, draft), (error) => {
      return isFailure(error, 'RESPONSE') && error.message === 'the DNS server did not sign its answer';
    });
  });

  test('a success signed by whoever does not know the key', async () => {
    const provider = await openAt(async (message) => echo(message, 0));
    await assert.rejects(provider.createRecord({ name: zone }, draft), (error) => {
      return isFailure(error, 'RESPONSE') && error.message === 'the signature of the DNS server is wrong';
    });
  });

  test('but a refusal counts without one, and says what to do', async () => {
    const provider = await openAt(async (message) => unsigned(message, 5));
    await assert.rejects(provider.createRecord({ name: zone }, draft), (error) => {
      return isFailure(error, 'AUTHENTICATION') && /allow-update/.test(error.hint ?? '');
    });
  });

  test('no answer over UDP: it goes over TCP', async () => {
    const transports: string[] = [];
    const provider = await openAt(async (message, transport) => {
      transports.push(transport);
      return transport === 'udp' ? undefined : unsigned(message, 4);
    });
    await assert.rejects(provider.createRecord({ name: zone }, draft), (error) => isFailure(error, 'UNSUPPORTED'));
    assert.deepEqual(transports, ['udp', 'udp', 'tcp']);
  });
});

test('a token of another form is refused without showing it', () => {
  const tokens = [
    'hunter2',
    'hmac-sha3:key:hunter2=',
    'hmac-sha256:key:hunter2!',
    'hmac-sha256::hunter2=',
    'a:b:c:hunter2',
    'hmac-sha256:key:c2VjcmV0:hunter2',
  ];
  for (const token of tokens) {
    assert.throws(
      () => openDdns('127.0.0.1', token),
      (error) => {
        assert.ok(isFailure(error, 'CONFIG'));
        assert.equal(error.place, '--auth-token');
        return !`${error.message} ${error.hint}`.includes('hunter2');
      },
    );
  }
});

test('content that is none of its type', async () => {
  const provider = openDdns('127.0.0.1', `hmac-sha256:key:${secret}`);
  const wrong: Record<string, string[]> = {
    A: ['2001:db8::1', 'x'],
    AAAA: ['192.0.2.1'],
    MX: ['mail.example.com', '10 a b', '99999 mail.example.com'],
    SRV: ['0 5 sip.example.com', '0 x 5060 sip.example.com'],
    CAA: ['issue letsencrypt.org'],
    TLSA: ['3 1 1 xyz', '3 1 1 abc'],
    CNAME: [`${'a'.repeat(64)}.example.com`],
  };
  for (const [type, contents] of Object.entries(wrong)) {
    for (const content of contents) {
      const created = provider.createRecord({ name: zone }, { type, name: 'x', content, ttl: 60 });
      await assert.rejects(created, (error) => isFailure(error, 'CONFIG'), `${type} ${content}`);
    }
  }
});
