import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Packet } from 'dns-packet';
import { isFailure, recordId } from '../../../core/sdk/index.js';
import { lastRecord, uint16, uint32 } from '../../../providers/ddns/wire.js';
import { answerTo, askedType, openAt, signedAnswer } from './signed-server.js';

const zone = { name: 'example.com' };
const soaData = { mname: 'ns1', rname: 'host', serial: 1, refresh: 2, retry: 3, expire: 4, minimum: 5 };
const soa = { type: 'SOA', name: zone.name, ttl: 60, data: soaData } as const;
const x = { name: 'x.example.com', ttl: 60 } as const;

/** A record of each type that this provider knows, by the number of its type. */
const known: Readonly<Record<number, NonNullable<Packet['answers']>[number]>> = {
  1: { ...x, type: 'A', data: '192.0.2.1' },
  2: { ...x, type: 'NS', data: 'ns1.example.org' },
  5: { ...x, type: 'CNAME', data: 'example.org' },
  6: { ...x, type: 'SOA', data: soaData },
  15: { ...x, type: 'MX', data: { preference: 10, exchange: 'mail.example.com' } },
  16: { ...x, type: 'TXT', data: 'one' },
  28: { ...x, type: 'AAAA', data: '2001:db8::1' },
  33: { ...x, type: 'SRV', data: { priority: 1, weight: 2, port: 3, target: 'sip.example.com' } },
  52: { ...x, type: 'TLSA', data: { usage: 3, selector: 1, matchingType: 1, certificate: Buffer.from('ab') } },
  257: { ...x, type: 'CAA', data: { flags: 0, tag: 'issue', value: 'letsencrypt.org' } },
};
const transfer = 252;
const codes = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5, NOTAUTH: 9 };

for (const [code, kind] of [
  ['REFUSED', 'AUTHENTICATION'],
  ['NOTAUTH', 'ZONE_NOT_FOUND'],
] as const) {
  test(`where a transfer is answered ${code}, a name is asked for all types`, async () => {
    const provider = await openAt(async (request) => {
      const record = known[askedType(request)];
      if (record === undefined) return answerTo(request, { flags: codes[code] });
      return signedAnswer(request, { answers: [record, { ...record, name: 'other.example.com' }] });
    });
    const listed = await provider.listRecords(zone, { name: 'x' });
    assert.deepEqual(
      listed.map(({ type }) => type).sort(),
      Object.values(known)
        .map(({ type }) => type)
        .sort(),
    );
    await assert.rejects(provider.listRecords(zone, {}), (error) => isFailure(error, kind));
  });
}

for (const code of ['REFUSED', 'NOTAUTH', 'SERVFAIL'] as const) {
  test(`a transfer that is answered ${code} with the key`, async () => {
    const provider = await openAt(async (request) => {
      assert.equal(askedType(request), transfer);
      const isSigned = lastRecord(request) !== undefined;
      return answerTo(request, isSigned ? { flags: codes[code] } : { answers: [soa, known[16] ?? soa, soa] });
    });
    const listed = provider.listRecords(zone, {});
    if (code === 'SERVFAIL') return assert.rejects(listed, (error) => isFailure(error, 'SERVER'));
    assert.deepEqual(
      (await listed).map(({ type }) => type),
      ['SOA', 'TXT'],
    );
  });
}

describe('whether a name is a zone', () => {
  const cases: [title: string, packet: Packet, isZone: boolean][] = [
    ['its SOA record', { answers: [soa] }, true],
    [
      'an alias of a zone',
      {
        answers: [
          { type: 'CNAME', name: zone.name, ttl: 60, data: 'example.org' },
          { ...soa, name: 'example.org' },
        ],
      },
      false,
    ],
    ['an alias alone', { answers: [{ type: 'CNAME', name: zone.name, ttl: 60, data: 'example.org' }] }, false],
    ['nothing', {}, false],
    ['no such name', { flags: codes.NXDOMAIN }, false],
    ['a refusal', { flags: codes.REFUSED }, false],
  ];
  for (const [title, packet, isZone] of cases) {
    test(title, async () => {
      const provider = await openAt(async (request) => signedAnswer(request, packet));
      assert.deepEqual(await provider.findZone(zone.name), isZone ? zone : undefined);
    });
  }

  test('a server that fails says nothing', async () => {
    const provider = await openAt(async (request) => signedAnswer(request, { flags: codes.SERVFAIL }));
    await assert.rejects(provider.findZone(zone.name), (error) => isFailure(error, 'SERVER'));
  });
});

test('a text of several strings is removed as the server has cut it', async () => {
  const strings = [Buffer.from('a'), Buffer.from('b'.repeat(255))];
  let update: Buffer = Buffer.alloc(0);
  const provider = await openAt(async (request) => {
    const isUpdate = request.readUInt8(2) >> 3 === 5;
    if (isUpdate) update = request;
    return signedAnswer(
      request,
      isUpdate ? {} : { answers: ['other', strings].map((data) => ({ ...x, type: 'TXT', data })) },
    );
  });
  const [, record] = await provider.listRecords(zone, { type: 'TXT', name: 'x' });
  assert.ok(record);
  await provider.deleteRecord(zone, record.id);
  const data = Buffer.concat(strings.flatMap((string) => [Buffer.of(string.length), string]));
  assert.ok(update.includes(data));
  assert.ok(!update.includes('other'));
  // RFC 2136, section 2.5.4: class NONE, a TTL of zero.
  assert.ok(update.includes(Buffer.concat([uint16(16, 254), uint32(0), uint16(data.length)])));
});

test('a text that fits into one string is removed without a look', async () => {
  const seen: number[] = [];
  const provider = await openAt(async (request) => {
    seen.push(request.readUInt8(2) >> 3);
    return signedAnswer(request, {});
  });
  for (const length of [255, 256]) {
    const id = recordId({ type: 'TXT', name: 'x', content: 'a'.repeat(length) });
    await provider.deleteRecord(zone, id);
  }
  assert.deepEqual(seen, [5, 0]);
});

test('a name that is not there has no records, and a failure is no empty list', async () => {
  const answered = (flags: number) => openAt(async (request) => signedAnswer(request, { flags }));
  const filter = { type: 'TXT', name: 'x' };
  assert.deepEqual(await (await answered(codes.NXDOMAIN)).listRecords(zone, filter), []);
  await assert.rejects((await answered(codes.REFUSED)).listRecords(zone, filter), (error) =>
    isFailure(error, 'AUTHENTICATION'),
  );
});

test('a type that is not known here is told, neither asked for nor written', async () => {
  const provider = await openAt(async () => assert.fail('nothing is asked'));
  const told = (error: unknown) => isFailure(error, 'UNSUPPORTED');
  await assert.rejects(provider.listRecords(zone, { type: 'PTR', name: 'x' }), told);
  await assert.rejects(provider.createRecord(zone, { type: 'PTR', name: 'x', content: 'y', ttl: 60 }), told);
});
