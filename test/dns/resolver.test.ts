import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { getEventListeners, once } from 'node:events';
import { after, describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Answer, decode, encode, TRUNCATED_RESPONSE } from 'dns-packet';
import { authoritativeOverride } from '../../core/dns/authoritative-override.js';
import { withCache } from '../../core/dns/caching-resolver.js';
import { lookupAddresses, lookupCaa, lookupTxt } from '../../core/dns/lookups.js';
import { createResolver } from '../../core/dns/resolver.js';
import { formatServerAddress, parseServerAddress, type ServerAddress } from '../../core/dns/server-address.js';
import { parseResolvConf } from '../../core/dns/system-servers.js';
import { isFailure } from '../../core/sdk/index.js';
import { type DnsResponder, serveDns } from '../lab/dns-server.js';
import { fakeResolver, soa, txt } from './fake-resolver.js';

const { signal } = new AbortController();

async function serve(respond: DnsResponder): Promise<ServerAddress> {
  const server = await serveDns(respond);
  after(() => server.stop());
  return parseServerAddress(server.dnsAddress);
}

function reply(message: Buffer, answers: Answer[], flags = 0, id?: number): Buffer {
  const { id: asked = 0, questions = [] } = decode(message);
  return encode({ type: 'response', id: id ?? asked, flags, questions, answers });
}

function answerTxt(message: Buffer, ...data: string[]): Buffer {
  const name = decode(message).questions?.[0]?.name ?? '';
  return reply(message, [{ type: 'TXT', name, ttl: 60, data }]);
}

async function deadServer(): Promise<ServerAddress> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return { host: '127.0.0.1', port };
}

describe('the resolver', () => {
  test('asks with recursion and EDNS, and joins the strings of a TXT record', async () => {
    let query: Buffer | undefined;
    const server = await serve(async (message) => {
      query = message;
      return answerTxt(message, 'a'.repeat(255), 'é');
    });
    const values = await lookupTxt(createResolver({ servers: [server] }), 'Example.com.', signal);
    assert.deepEqual(values, [`${'a'.repeat(255)}é`]);
    const packet = decode(query ?? Buffer.alloc(0));
    const [opt] = packet.additionals ?? [];
    assert.equal(packet.flag_rd, true);
    assert.equal(opt?.type === 'OPT' && opt.udpPayloadSize, 1232);
    assert.deepEqual(packet.questions, [{ type: 'TXT', name: 'example.com', class: 'IN' }]);
  });

  test('asks again over TCP where the answer is truncated, even in the middle of a record', async () => {
    const server = await serve(async (message, transport) => {
      const full = answerTxt(message, 'whole');
      if (transport === 'tcp') return full;
      const cut = full.subarray(0, full.length - 3);
      cut.writeUInt16BE(full.readUInt16BE(2) | TRUNCATED_RESPONSE, 2);
      return cut;
    });
    assert.deepEqual(await lookupTxt(createResolver({ servers: [server] }), 'example.com', signal), ['whole']);
  });

  test('takes no answer with another id or question, nor one that is garbage', async () => {
    const socket = createSocket('udp4');
    after(() => socket.close());
    socket.on('message', (message, from) => {
      const other = encode({
        type: 'response',
        id: decode(message).id ?? 0,
        questions: [{ type: 'TXT', name: 'other.com' }],
        answers: [{ type: 'TXT', name: 'example.com', data: 'forged' }],
      });
      const id = ((decode(message).id ?? 0) + 1) & 0xffff;
      const name = 'example.com';
      const wrongId = reply(message, [{ type: 'TXT', name, data: 'forged' }], 0, id);
      for (const answer of [Buffer.from('x'), wrongId, other, message, answerTxt(message, 'right')]) {
        socket.send(answer, from.port, from.address);
      }
    });
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const servers = [{ host: '127.0.0.1', port: socket.address().port }];
    assert.deepEqual(await lookupTxt(createResolver({ servers }), 'example.com', signal), ['right']);
  });

  test('asks without EDNS where a server does not know it', async () => {
    const server = await serve(async (message) => {
      const hasEdns = (decode(message).additionals ?? []).length > 0;
      return hasEdns
        ? encode({ type: 'response', id: decode(message).id ?? 0, flags: 1 })
        : answerTxt(message, 'plain');
    });
    assert.deepEqual(await lookupTxt(createResolver({ servers: [server] }), 'example.com', signal), ['plain']);
  });

  test('goes on to the next server where one fails, is dead or says nothing', async () => {
    const failing = await serve(async (message) => reply(message, [], 2));
    const mute = await serve(async () => undefined);
    const sound = await serve(async (message) => answerTxt(message, 'found'));
    const servers = [failing, await deadServer(), mute, sound];
    const answer = await createResolver({ servers, timeoutMs: 50 }).query('example.com', 'TXT', signal);
    assert.equal(answer.server, formatServerAddress(sound));
  });

  test('fails with server, name and response code; a name that does not exist is an answer', async () => {
    const refusing = await serve(async (message) => reply(message, [], 5));
    const query = createResolver({ servers: [refusing] }).query('example.com', 'SOA', signal);
    await assert.rejects(query, (error) => {
      assert.ok(isFailure(error, 'DNS'));
      assert.equal(error.serviceCode, 'REFUSED');
      assert.equal(
        error.message,
        `the DNS server ${formatServerAddress(refusing)} answered REFUSED for SOA example.com`,
      );
      return true;
    });
    const missing = await serve(async (message) => reply(message, [], 3));
    assert.equal((await createResolver({ servers: [missing] }).query('example.com', 'SOA', signal)).rcode, 'NXDOMAIN');
  });

  test('fails where nobody answers, without a response code', async () => {
    const dead = await deadServer();
    await assert.rejects(createResolver({ servers: [dead] }).query('example.com', 'A', signal), (error) => {
      assert.ok(isFailure(error, 'DNS'));
      assert.equal(error.serviceCode, undefined);
      assert.match(
        error.message,
        /no answer for A example\.com from the DNS server 127\.0\.0\.1:\d+ cannot be reached/,
      );
      return true;
    });
  });

  test('stops when it is told to', async () => {
    const controller = new AbortController();
    const mute = await serve(async () => {
      controller.abort();
      return undefined;
    });
    const query = createResolver({ servers: [mute] }).query('example.com', 'A', controller.signal);
    await assert.rejects(query, (error) => isFailure(error, 'ABORTED'));
  });

  test('a hundred questions at a time leave nothing behind at the signal, and warn of nothing', async () => {
    const warnings: string[] = [];
    const warn = (warning: Error) => warnings.push(warning.name);
    process.on('warning', warn);
    after(() => process.off('warning', warn));
    const controller = new AbortController();
    const server = await serve(async (message) => answerTxt(message, 'x'));
    const resolver = createResolver({ servers: [server] });
    const names = Array.from({ length: 100 }, (_, index) => `h${index}.example.com`);
    await Promise.all(names.map((name) => resolver.query(name, 'TXT', controller.signal)));
    await setImmediate();
    assert.deepEqual(warnings, []);
    assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
  });

  test('refuses names that cannot be', async () => {
    const resolver = createResolver({ servers: [await deadServer()] });
    for (const name of [`${'a'.repeat(64)}.com`, 'a..com', Array(130).fill('a').join('.')]) {
      await assert.rejects(resolver.query(name, 'A', signal), (error) => isFailure(error, 'DNS') && !error.retryable);
    }
  });

  test('reads addresses and CAA; a server may be given by its name', async () => {
    const { port } = await serve(async (message) => {
      const { type = 'A', name = '' } = decode(message).questions?.[0] ?? {};
      const caa: Answer = { type: 'CAA', name, data: { flags: 128, tag: 'issue', value: 'ca.example' } };
      const known: Record<string, Answer> = {
        A: { type: 'A', name, data: '192.0.2.1' },
        AAAA: { type: 'AAAA', name, data: '2001:db8::1' },
        CAA: caa,
      };
      const answer = known[type];
      return reply(message, answer === undefined ? [] : [answer]);
    });
    const resolver = createResolver({ servers: [{ host: 'localhost', port }] });
    assert.deepEqual(await lookupAddresses(resolver, 'example.com', signal), ['192.0.2.1', '2001:db8::1']);
    const [caa] = await lookupCaa(resolver, 'example.com', signal);
    assert.deepEqual(caa, { critical: true, tag: 'issue', value: 'ca.example' });
  });
});

describe('the cache', () => {
  test('keeps SOA, NS and addresses for their TTL, TXT never', async () => {
    let now = 0;
    const fake = fakeResolver({
      'SOA example.com': { answers: [soa('example.com')] },
      'TXT example.com': { answers: txt('example.com', 'x') },
    });
    const resolver = withCache(fake, () => now);
    const ask = async (type: 'SOA' | 'TXT') => {
      await Promise.all([resolver.query('example.com', type, signal), resolver.query('Example.com', type, signal)]);
    };
    await ask('SOA');
    now = 59_000;
    await ask('SOA');
    assert.equal(fake.asked.length, 1);
    now = 61_000;
    await ask('SOA');
    assert.equal(fake.asked.length, 2);
    await ask('TXT');
    assert.equal(fake.asked.length, 4);
  });

  test('keeps no failure', async () => {
    const inner = createResolver({ servers: [await deadServer()], attempts: 1 });
    let asked = 0;
    const counting = {
      ...inner,
      query: (...question: Parameters<typeof inner.query>) => {
        asked += 1;
        return inner.query(...question);
      },
    };
    const resolver = withCache(counting);
    await assert.rejects(resolver.query('example.com', 'NS', signal));
    await assert.rejects(resolver.query('example.com', 'NS', signal));
    assert.equal(asked, 2);
  });
});

describe('addresses of servers', () => {
  test('are read in all forms', () => {
    const forms = ['192.0.2.1', '192.0.2.1:5353', 'dns.example', 'dns.example:54', '2001:db8::1', '[2001:db8::1]:54'];
    assert.deepEqual(
      forms.map((form) => formatServerAddress(parseServerAddress(form))),
      forms,
    );
    for (const wrong of ['', 'a b', 'host:99999', 'host:', 'http://x']) {
      assert.throws(
        () => parseServerAddress(wrong),
        (error) => isFailure(error, 'CONFIG'),
      );
    }
  });

  test('come from resolv.conf, three at most', () => {
    const text = '# c\nsearch x\nnameserver 192.0.2.1\n nameserver fe80::1%eth0\noptions edns0\n';
    assert.deepEqual(
      parseResolvConf(text).map(({ host }) => host),
      ['192.0.2.1', 'fe80::1%eth0'],
    );
    assert.deepEqual(parseResolvConf(''), [{ host: '127.0.0.1', port: 53 }]);
    assert.equal(parseResolvConf('nameserver 192.0.2.1\n'.repeat(5)).length, 3);
  });

  test('of a lab stand for those of every zone', () => {
    const env = { LETSENCRYPT_DNS_TEST_AUTHORITATIVE: '127.0.0.1:5300,127.0.0.2:5301' };
    assert.deepEqual(authoritativeOverride(env)?.map(formatServerAddress), ['127.0.0.1:5300', '127.0.0.2:5301']);
    assert.equal(authoritativeOverride({}), undefined);
  });
});

test('the DNS library is loaded by the first question, not with the module', async () => {
  const module = new URL('../../core/dns/resolver.js', import.meta.url).href;
  const script = `
    import { createRequire } from 'node:module';
    await import(${JSON.stringify(module)});
    const loaded = Object.keys(createRequire(${JSON.stringify(module)}).cache);
    console.log(loaded.filter((file) => file.includes('dns-packet')).length);`;
  const args = ['--input-type=module', '-e', script];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: fileURLToPath(new URL('.', module)) });
  assert.equal(stdout.trim(), '0');
});
