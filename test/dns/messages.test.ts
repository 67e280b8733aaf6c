import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Answer, decode, encode } from 'dns-packet';
import { type AnswerRecord, type DnsAnswer, recordsOf, ttlOf } from '../../core/dns/answer.js';
import { createResolver } from '../../core/dns/resolver.js';
import { parseResolvConf, readSystemServers } from '../../core/dns/system-servers.js';
import { decodeAnswer, encodeQuery, type QueryMessage } from '../../core/dns/wire.js';
import { Failure, type FailureCode, isFailure } from '../../core/sdk/index.js';

const query: QueryMessage = { id: 7, name: 'Example.com', type: 'TXT', recursion: true, edns: true };
const { signal } = new AbortController();

/** A response to {@link query}, with the changes that a test wants. */
function response(more: Partial<Parameters<typeof encode>[0]> = {}, flags = 0): Buffer {
  const questions = [{ type: 'TXT' as const, name: 'example.com' }];
  return encode({ type: 'response', id: 7, flags, questions, ...more });
}

const read = (message: Buffer) => decodeAnswer(message, query, 'there');

describe('a DNS query', () => {
  it('holds name, type and flags, and offers EDNS where it should', () => {
    const table: readonly [Partial<QueryMessage>, flags: number, name: string, additionals: number][] = [
      [{}, 0x100, 'Example.com', 1],
      [{ edns: false }, 0x100, 'Example.com', 0],
      [{ recursion: false }, 0, 'Example.com', 1],
      [{ checkingDisabled: true }, 0x110, 'Example.com', 1],
      [{ name: '' }, 0x100, '.', 1],
    ];
    for (const [more, flags, name, additionals] of table) {
      const packet = decode(encodeQuery({ ...query, ...more }));
      assert.deepEqual([packet.id, packet.flags, packet.type], [7, flags, 'query']);
      assert.deepEqual(packet.questions, [{ type: 'TXT', name, class: 'IN' }]);
      assert.equal(packet.additionals?.length, additionals);
      const [opt] = packet.additionals ?? [];
      if (opt?.type === 'OPT') assert.deepEqual([opt.udpPayloadSize, opt.extendedRcode, opt.ednsVersion], [1232, 0, 0]);
    }
  });

  it('is none for a name that cannot be one', () => {
    const label = 'a'.repeat(63);
    const most = `${label}.${label}.${label}.${'a'.repeat(61)}`;
    for (const name of [label, most, 'a.b']) assert.ok(encodeQuery({ ...query, name }).length > 12);
    for (const name of [`${label}a`, `${most}a`, 'a..b', '.a', 'a.', `${'ü'.repeat(32)}.b`])
      assert.throws(
        () => encodeQuery({ ...query, name }),
        (error) => isFailure(error, 'DNS') && !error.retryable,
        name,
      );
  });
});

describe('a DNS answer', () => {
  it('is one only where it is a whole response to that very question', () => {
    const question = { type: 'TXT' as const, name: 'example.com' };
    const table: readonly [what: string, Buffer, rcode: string | undefined][] = [
      ['as it should be', response(), 'NOERROR'],
      ['in other letters', response({ questions: [{ type: 'TXT', name: 'EXAMPLE.COM' }] }), 'NOERROR'],
      ['another id', response({ id: 8 }), undefined],
      ['a query', response({ type: 'query' }), undefined],
      ['another name', response({ questions: [{ type: 'TXT', name: 'example.net' }] }), undefined],
      ['another type', response({ questions: [{ type: 'A', name: 'example.com' }] }), undefined],
      ['two questions', response({ questions: [question, question] }), undefined],
      ['two, of which the first is another', response({ questions: [{ type: 'A', name: 'a' }, question] }), undefined],
      ['no question', response({ questions: [] }), undefined],
      ['no question, as it cannot be read', response({ questions: [] }, 1), 'FORMERR'],
      ['no question, as it is not known', response({ questions: [] }, 4), 'NOTIMP'],
      ['no question, and refused', response({ questions: [] }, 5), undefined],
      ['too short', response().subarray(0, 11), undefined],
      ['cut off', response().subarray(0, 20), undefined],
      ['cut off, and said so', response({}, 0x200).subarray(0, 20), 'NOERROR'],
      ['a query that says that it is cut off', response({ type: 'query' }, 0x200).subarray(0, 20), undefined],
      ['a header alone, and said so', response({}, 0x200).subarray(0, 12), 'NOERROR'],
    ];
    for (const [what, message, rcode] of table) assert.equal(read(message)?.rcode, rcode, what);
    // Nothing that it says may be relied on, but that it goes on.
    const { flags } = read(response({}, 0x6a0).subarray(0, 20)) ?? {};
    const none = { authoritative: false, recursionAvailable: false, authenticData: false };
    assert.deepEqual(flags, { ...none, truncated: true });
    const root = decodeAnswer(
      response({ questions: [{ type: 'NS', name: '.' }] }),
      { ...query, name: '', type: 'NS' },
      '',
    );
    assert.equal(root?.rcode, 'NOERROR');
  });

  it('tells its code, also one that needs EDNS, and its flags', () => {
    const codes = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED', 'YXDOMAIN', 'YXRRSET', 'NXRRSET'];
    for (const [code, rcode] of [...codes, 'NOTAUTH', 'NOTZONE', 'RCODE11'].entries())
      assert.equal(read(response({}, code))?.rcode, rcode);
    const opt = (extendedRcode: number): Answer => ({
      ...{ type: 'OPT', name: '.', udpPayloadSize: 1232, ednsVersion: 0, flags: 0, flag_do: false, options: [] },
      extendedRcode,
    });
    assert.equal(read(response({ additionals: [opt(1)] }))?.rcode, 'BADVERS');
    assert.equal(read(response({ additionals: [opt(1)] }, 7))?.rcode, 'RCODE23');
    assert.equal(read(response({ additionals: [opt(0)] }, 3))?.rcode, 'NXDOMAIN');
    for (const [flag, name] of [
      [0x400, 'authoritative'],
      [0x200, 'truncated'],
      [0x80, 'recursionAvailable'],
      [0x20, 'authenticData'],
    ] as const) {
      const { flags } = read(response({}, flag)) ?? {};
      assert.deepEqual(
        Object.entries(flags ?? {}).filter(([, isSet]) => isSet),
        [[name, true]],
      );
    }
  });

  it('holds the records in one form', () => {
    const answers: Answer[] = [
      { type: 'A', name: 'A.example', ttl: 1, data: '192.0.2.1' },
      { type: 'AAAA', name: 'a.example', ttl: 2, data: '2001:db8::1' },
      { type: 'CNAME', name: 'b.example', ttl: 3, data: 'C.Example' },
      { type: 'NS', name: '.', ttl: 4, data: 'ns.example' },
      { type: 'TXT', name: 'd.example', ttl: 5, data: ['one ', 'two'] },
      { type: 'CAA', name: 'e.example', ttl: 6, data: { flags: 128, tag: 'issue', value: 'ca', issuerCritical: true } },
      { type: 'MX', name: 'f.example', ttl: 7, data: { preference: 1, exchange: 'mx.example' } },
    ];
    const data = { mname: 'NS1.example', rname: 'x', serial: 8, refresh: 1, retry: 1, expire: 1, minimum: 9 };
    const authorities: Answer[] = [{ type: 'SOA', name: 'example', ttl: 60, data }];
    const found = read(response({ answers, authorities }));
    assert.deepEqual(found?.answers, [
      { type: 'A', name: 'a.example', ttl: 1, data: '192.0.2.1' },
      { type: 'AAAA', name: 'a.example', ttl: 2, data: '2001:db8::1' },
      { type: 'CNAME', name: 'b.example', ttl: 3, data: 'c.example' },
      { type: 'NS', name: '', ttl: 4, data: 'ns.example' },
      { type: 'TXT', name: 'd.example', ttl: 5, data: 'one two' },
      { type: 'CAA', name: 'e.example', ttl: 6, data: { critical: true, tag: 'issue', value: 'ca' } },
      { type: 'OTHER', name: 'f.example', ttl: 7, data: undefined },
    ]);
    const soa = { primary: 'ns1.example', serial: 8, minimum: 9 };
    assert.deepEqual(found?.authority, [{ type: 'SOA', name: 'example', ttl: 60, data: soa }]);
    assert.equal(found?.server, 'there');
    assert.deepEqual(recordsOf(found.answers, 'A').length, 1);
    assert.deepEqual(recordsOf(found.answers, 'A', 'b.example'), []);
  });

  it('may be kept for the smallest TTL in it', () => {
    const a = (ttl: number): AnswerRecord => ({ type: 'A', name: 'a', ttl, data: '192.0.2.1' });
    const soa = (ttl: number, minimum: number): AnswerRecord => ({
      ...{ type: 'SOA', name: 'a', ttl },
      data: { primary: 'b', serial: 1, minimum },
    });
    const table: readonly [answers: AnswerRecord[], authority: AnswerRecord[], ttl: number][] = [
      [[], [], 0],
      [[a(60), a(30)], [], 30],
      [[a(60)], [a(20)], 20],
      [[], [soa(60, 10)], 10],
      [[], [soa(10, 60)], 10],
    ];
    for (const [answers, authority, ttl] of table)
      assert.equal(ttlOf({ answers, authority } as unknown as DnsAnswer), ttl);
  });
});

describe('the resolver of one pass', () => {
  const answerOf = (rcode: string, server: string) => ({ rcode, answers: [], authority: [], flags: {}, server });
  const servers = ['192.0.2.1', '192.0.2.2'].map((host) => ({ host, port: 53 }));

  /** What comes of a query, and who was asked, where each server answers with a code or fails. */
  async function ask(outcomes: readonly (string | FailureCode)[], options: { attempts?: number; none?: boolean } = {}) {
    const asked: string[] = [];
    const resolver = createResolver({
      servers: options.none ? [] : servers,
      ...(options.attempts !== undefined && { attempts: options.attempts }),
      exchange: async (server, { name, type, recursion }) => {
        asked.push(`${server.host} ${type} ${name} ${recursion}`);
        const outcome = outcomes[(asked.length - 1) % outcomes.length] ?? '';
        if (/^(NETWORK|TIMEOUT|ABORTED)$/.test(outcome)) throw new Failure(outcome as FailureCode, 'nothing came');
        return answerOf(outcome, server.host) as unknown as DnsAnswer;
      },
    });
    const outcome = await resolver.query('Example.COM.', 'TXT', signal).then(
      ({ rcode }) => rcode,
      (error) => (isFailure(error) ? error : assert.fail(String(error))),
    );
    return { outcome, asked: asked.length, first: asked[0] };
  }

  it('goes through the list twice, until one knows', async () => {
    const table: readonly [outcomes: readonly string[], asked: number, outcome: string][] = [
      [['NOERROR'], 1, 'NOERROR'],
      [['NXDOMAIN'], 1, 'NXDOMAIN'],
      [['SERVFAIL', 'NOERROR'], 2, 'NOERROR'],
      [['TIMEOUT', 'NXDOMAIN'], 2, 'NXDOMAIN'],
      [['NETWORK', 'TIMEOUT', 'SERVFAIL', 'NOERROR'], 4, 'NOERROR'],
      [['SERVFAIL'], 4, 'DNS SERVFAIL'],
      [['REFUSED'], 4, 'DNS REFUSED'],
      [['TIMEOUT'], 4, 'DNS undefined'],
      [['ABORTED'], 1, 'ABORTED undefined'],
    ];
    for (const [outcomes, count, expected] of table) {
      const { outcome, asked, first } = await ask(outcomes);
      assert.deepEqual(
        [typeof outcome === 'string' ? outcome : `${outcome.code} ${outcome.serviceCode}`, asked, first],
        [expected, count, '192.0.2.1 TXT example.com true'],
      );
    }
    assert.equal((await ask(['SERVFAIL'], { attempts: 1 })).asked, 2);
  });

  it('says what to do where nobody knows', async () => {
    const table: readonly [string, RegExp, RegExp, none?: boolean][] = [
      ['REFUSED', /192\.0\.2\.2 answered REFUSED for TXT example\.com$/, /that answer this host/],
      ['SERVFAIL', /192\.0\.2\.2 answered SERVFAIL/, /DNSSEC/],
      ['TIMEOUT', /^no answer for TXT example\.com .* nothing came$/, /where port 53 is shut/],
      ['', /there is no DNS resolver to ask/, /Set DNS_RESOLVERS/, true],
    ];
    for (const [outcome, message, hint, none = false] of table) {
      const { outcome: failure } = await ask([outcome], { none });
      assert.ok(isFailure(failure, 'DNS'));
      assert.match(failure.message, message);
      assert.match(failure.hint ?? '', hint);
    }
  });

  it('takes three servers of the system, or this host', async () => {
    const here = ['127.0.0.1'];
    const table: readonly [text: string, hosts: readonly string[]][] = [
      ['', here],
      [
        'nameserver 192.0.2.1\n nameserver\t2001:db8::1 x\nnameserver fe80::1%eth0\nnameserver 192.0.2.9',
        ['192.0.2.1', '2001:db8::1', 'fe80::1%eth0'],
      ],
      ['# nameserver 192.0.2.1\nnameserver dns.example\nsearch example.com', here],
    ];
    for (const [text, hosts] of table)
      assert.deepEqual(
        parseResolvConf(text),
        hosts.map((host) => ({ host, port: 53 })),
      );
    assert.deepEqual(await readSystemServers('/nonexistent/resolv.conf'), [{ host: '127.0.0.1', port: 53 }]);
    await assert.rejects(
      readSystemServers('/etc'),
      (error) => isFailure(error, 'DNS') && error.place === '/etc' && /Set DNS_RESOLVERS/.test(error.hint ?? ''),
    );
  });
});
