import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { encode } from 'dns-packet';
import { isFailure } from '../../../core/sdk/index.js';
import { failureOf } from '../../../providers/ddns/explain.js';
import { portionsOf, rcodeOf } from '../../../providers/ddns/message.js';
import { encodeData } from '../../../providers/ddns/rdata.js';
import { readRecords } from '../../../providers/ddns/read-records.js';
import { encodeName, encodeRecord, typeNumber, uint16 } from '../../../providers/ddns/wire.js';

const zone = 'example.com';

/** An answer with one record at x.example.com. */
function answerWith(type: number, data: Buffer): Buffer {
  return Buffer.concat([
    uint16(1, 0x8000, 0, 1, 0, 0),
    encodeRecord({ name: `x.${zone}`, type, class: 1, ttl: 60, data }),
  ]);
}

describe('what is written comes back', () => {
  const cases: [type: string, written: string, read?: string, priority?: number][] = [
    ['A', '192.0.2.1'],
    ['AAAA', '2001:db8::1'],
    ['CNAME', 'target.example.org.', 'target.example.org'],
    ['CNAME', 'Target.example.org'],
    ['CNAME', 'bücher.example', 'xn--bcher-kva.example'],
    ['NS', 'ns1.example.org'],
    ['TXT', 'one "two" three'],
    ['TXT', 'a'.repeat(300)],
    ['MX', '10 mail.example.com'],
    ['MX', '65535 mail.example.com.', '65535 mail.example.com'],
    ['MX', 'mail.example.com', '0 mail.example.com', 0],
    ['MX', ' 10 mail.example.com ', '10 mail.example.com'],
    ['MX', '0 .'],
    ['SRV', '1 2 3 sip.example.com'],
    ['SRV', '2 3 sip.example.com', '1 2 3 sip.example.com', 1],
    ['CAA', '128 issue "letsencrypt.org"'],
    ['CAA', ' 0 issue letsencrypt.org ', '0 issue "letsencrypt.org"'],
    ['CAA', '0 issue letsencrypt.org', '0 issue "letsencrypt.org"'],
    ['CAA', String.raw`0 iodef "a\"b\\c"`],
    ['TLSA', '3 1 1 ABCD ef01', '3 1 1 abcdef01'],
  ];
  for (const [type, content, read = content, priority] of cases) {
    test(`${type} ${content.slice(0, 40)}`, () => {
      const draft = { type, content, ...(priority === undefined ? {} : { priority }) };
      const records = readRecords(answerWith(typeNumber(type), encodeData(draft)), zone);
      assert.deepEqual(
        records.map((record) => [record.type, record.name, record.content, record.ttl]),
        [[type, 'x', read, 60]],
      );
    });
  }
});

test('an answer gives what is known, and the name servers of what is delegated', () => {
  const pointer = answerWith(12, encodeName('host.example.org'));
  assert.deepEqual(readRecords(pointer, zone), []);
  const soa = { mname: 'ns1', rname: 'host', serial: 1, refresh: 2, retry: 3, expire: 4, minimum: 5 };
  const message = encode({
    type: 'response',
    answers: [{ type: 'SOA', name: zone, ttl: 60, data: soa }],
    authorities: [
      { type: 'NS', name: `sub.${zone}`, ttl: 60, data: 'ns1.example.org' },
      { type: 'A', name: `sub.${zone}`, ttl: 60, data: '192.0.2.1' },
    ],
    additionals: [
      {
        type: 'OPT',
        name: '.',
        udpPayloadSize: 1232,
        flags: 0,
        options: [],
        extendedRcode: 0,
        ednsVersion: 0,
        flag_do: false,
      },
    ],
  });
  assert.deepEqual(
    readRecords(message, zone).map(({ type, name, content }) => `${name} ${type} ${content}`),
    ['@ SOA ns1 host 1 2 3 4 5', 'sub NS ns1.example.org'],
  );
});

test('names that fit and names that do not', () => {
  const label = 'a'.repeat(63);
  const longest = `${label}.${label}.${label}.${'a'.repeat(61)}`;
  assert.equal(encodeName(longest).length, 255);
  assert.deepEqual([...encodeName('ab.c.')], [2, 97, 98, 1, 99, 0]);
  assert.deepEqual([...encodeName('.')], [0]);
  for (const name of [`${longest}a`, `${label}a.example`, 'a..b', '.a']) {
    assert.throws(
      () => encodeName(name),
      (error) => isFailure(error, 'CONFIG'),
      name,
    );
  }
});

test('many changes are cut into portions, in their order, none lost', () => {
  const item = { action: 'add', name: 'x', type: 'TXT', ttl: 60 } as const;
  const items = Array.from({ length: 100 }, (_, index) => ({ ...item, data: Buffer.alloc(1_000, index) }));
  const portions = portionsOf(items);
  assert.deepEqual(portions.flat(), items);
  assert.deepEqual(
    portions.map((portion) => portion.length <= 60),
    [true, true, true],
  );
  assert.deepEqual(portionsOf([]), []);
});

test('the codes of a server, by their numbers', () => {
  const names = 'NOERROR FORMERR SERVFAIL NXDOMAIN NOTIMP REFUSED YXDOMAIN YXRRSET NXRRSET NOTAUTH NOTZONE RCODE11';
  const numbered = names.split(' ').map((_, code) => rcodeOf(uint16(1, 0x8400 | code)));
  assert.equal(numbered.join(' '), names);
});

test('what the codes of a server mean', () => {
  const meanings = {
    NOERROR: undefined,
    REFUSED: 'AUTHENTICATION',
    NOTAUTH: 'ZONE_NOT_FOUND',
    NOTZONE: 'ZONE_NOT_FOUND',
    NOTIMP: 'UNSUPPORTED',
    SERVFAIL: 'SERVER',
    FORMERR: 'API',
    RCODE11: 'API',
  } as const;
  for (const [rcode, kind] of Object.entries(meanings)) {
    const failure = failureOf(rcode as keyof typeof meanings, zone, 'change');
    assert.equal(failure?.code, kind, rcode);
    assert.equal(failure?.serviceCode, kind && rcode);
  }
});
