import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encode } from 'dns-packet';
import { answerQuery } from '../../core/responder/answer-query.js';
import { query, read, sampleSettings } from './queries.js';

const settings = sampleSettings();
const udp = { transport: 'udp' } as const;

function ask(parts: Parameters<typeof query>[0]) {
  return read(answerQuery(query(parts), settings, udp));
}

test('answers all TXT values of a name, authoritatively, with the id and the recursion bit of the query', () => {
  const answer = ask({ name: '_acme-challenge.example.com', id: 4711 });
  assert.deepEqual(answer.texts, ['first', 'second']);
  assert.equal(answer.id, 4711);
  assert.equal(answer.flag_qr, true);
  assert.equal(answer.flag_aa, true);
  assert.equal(answer.flag_rd, true);
  assert.equal(answer.flag_ra, false);
});

test('keeps the case of the question in question and answer, and matches whatever the case', () => {
  const name = '_AcMe-ChAlLeNgE.eXaMpLe.CoM';
  const answer = ask({ name });
  assert.equal(answer.questions?.[0]?.name, name);
  assert.equal(answer.answers?.[0]?.name, name);
  assert.deepEqual(answer.texts, ['first', 'second']);
});

test('answers SOA and NS at the apex only', () => {
  const [soa] = ask({ name: 'acme.example.net', type: 'SOA' }).answers ?? [];
  assert.equal(soa?.type === 'SOA' && soa.data.mname, 'ns.acme.example.net');
  assert.equal(soa?.type === 'SOA' && soa.data.rname, 'hostmaster.acme.example.net');
  const [ns] = ask({ name: 'acme.example.net', type: 'NS' }).answers ?? [];
  assert.equal(ns?.type === 'NS' && ns.data, 'ns.acme.example.net');
  assert.equal(ask({ name: '_acme-challenge.www.deep.acme.example.net', type: 'NS' }).answers?.length, 0);
});

test('says NODATA with the SOA for another type, an empty non-terminal and its own name', () => {
  for (const parts of [
    { name: '_acme-challenge.example.com', type: 'A' },
    { name: '_acme-challenge.example.com', type: 'AAAA' },
    { name: 'deep.acme.example.net' },
    { name: 'www.deep.acme.example.net', type: 'NS' },
    { name: 'ns.acme.example.net', type: 'A' },
  ] as const) {
    const answer = ask(parts);
    assert.deepEqual([answer.rcode, answer.texts, answer.flag_aa], [0, [], true], parts.name);
    assert.equal(answer.authority?.type, 'SOA');
  }
});

test('says NXDOMAIN with the SOA of the zone, whose minimum is the negative TTL', () => {
  const { rcode, flag_aa, authority } = ask({ name: 'nothing.acme.example.net' });
  assert.deepEqual([rcode, flag_aa], [3, true]);
  assert.equal(authority?.name, 'acme.example.net');
  assert.equal(authority?.type === 'SOA' && authority.data.minimum, 5);
  assert.equal(authority?.type === 'SOA' && authority.ttl, 5);
});

test('refuses names outside its zones, zone transfers and other classes', () => {
  for (const packet of [
    query({ name: 'example.com' }),
    query({ name: '.' }),
    query({ name: 'acme.example.net', type: 'AXFR' }),
    query({ name: 'acme.example.net', type: 'IXFR' }),
    encode({ type: 'query', id: 7, questions: [{ type: 'TXT', name: 'acme.example.net', class: 'CH' }] }),
  ]) {
    const answer = read(answerQuery(packet, settings, udp));
    assert.deepEqual([answer.rcode, answer.flag_aa, answer.texts], [5, false, []]);
  }
});

test('answers ANY with one record set', () => {
  const any = query({ name: 'acme.example.net' });
  any.writeUInt16BE(255, any.length - 4);
  assert.deepEqual(read(answerQuery(any, settings, udp)).texts, ['SOA']);
});

test('says NOTIMP to other operations, in a header alone', () => {
  for (const opcode of [1, 2, 4, 5, 6, 15]) {
    const answer = answerQuery(query({ name: 'acme.example.net', flags: opcode << 11 }), settings, udp);
    assert.equal(answer?.length, 12);
    assert.equal(answer?.readUInt16BE(2), 0x8000 | (opcode << 11) | 4);
  }
});

test('says FORMERR to what has a header and nothing sound after it', () => {
  const good = query({ name: '_acme-challenge.example.com', payload: 1232 });
  const twoOpts = Buffer.concat([good, good.subarray(good.length - 11)]);
  twoOpts.writeUInt16BE(2, 10);
  const noQuestion = encode({ type: 'query', id: 7 });
  const pointer = Buffer.concat([good.subarray(0, 12), Buffer.from([0xc0, 12, 0, 16, 0, 1])]);
  pointer.writeUInt16BE(0, 10);
  const counted = Buffer.from(good);
  counted.writeUInt16BE(0xffff, 10);
  const namedOpt = query({ name: '_acme-challenge.example.com' });
  namedOpt.writeUInt16BE(1, 10);
  const cases = {
    twoOpts,
    noQuestion,
    pointer,
    counted,
    namedOpt: Buffer.concat([namedOpt, Buffer.from([1, 97, 0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 0])]),
    cut: good.subarray(0, good.length - 1),
    trailing: Buffer.concat([good, Buffer.from([0])]),
    header: good.subarray(0, 12),
  };
  for (const [name, packet] of Object.entries(cases)) {
    const answer = read(answerQuery(packet, settings, udp));
    assert.deepEqual([answer.id, answer.rcode], [7, 1], name);
  }
});

test('is silent to responses and to what is shorter than a header', () => {
  const response = query({ name: '_acme-challenge.example.com', flags: 0x8000 });
  response.writeUInt16BE(0x8000, 2);
  assert.equal(answerQuery(response, settings, udp), undefined);
  assert.equal(answerQuery(response.subarray(0, 11), settings, udp), undefined);
  assert.equal(answerQuery(Buffer.alloc(0), settings, udp), undefined);
});

test('a dot inside of a label is no border of labels', () => {
  const packet = query({ name: '_acme-challengeXexample.com' });
  packet[12 + 1 + '_acme-challenge'.length] = 0x2e;
  const answer = answerQuery(packet, settings, udp);
  assert.equal(read(answer).rcode, 5);
  assert.deepEqual(answer?.subarray(12), packet.subarray(12));
});

test('EDNS: OPT is echoed only when asked, with 1232 and the DO bit; a newer version gets BADVERS', () => {
  assert.equal(ask({ name: '_acme-challenge.example.com' }).opt, undefined);
  const { opt } = ask({ name: '_acme-challenge.example.com', payload: 4096, dnssecOk: true });
  assert.equal(opt?.type === 'OPT' && opt.udpPayloadSize, 1232);
  assert.equal(opt?.type === 'OPT' && opt.flag_do, true);
  const bad = ask({ name: '_acme-challenge.example.com', payload: 1232, version: 1 });
  assert.equal(bad.opt?.type === 'OPT' && bad.opt.extendedRcode, 1);
  assert.equal(bad.opt?.type === 'OPT' && bad.opt.ednsVersion, 0);
  assert.deepEqual([bad.rcode, bad.texts], [0, []]);
});

test('an answer too long for the client is truncated over UDP and whole over TCP', () => {
  const many = sampleSettings();
  const values = Array.from({ length: 40 }, (_, index) => `value-${index}-${'x'.repeat(40)}`);
  many.table.set('acme.example.net', values);
  for (const payload of [undefined, 100, 512, 1232, 65_535]) {
    const packet = query({ name: 'acme.example.net', ...(payload !== undefined && { payload }) });
    const answer = read(answerQuery(packet, many, udp));
    assert.deepEqual([answer.flag_tc, answer.texts, answer.rcode], [true, [], 0]);
    const whole = read(answerQuery(packet, many, { transport: 'tcp' }));
    assert.deepEqual([whole.flag_tc, whole.texts], [false, values]);
  }
  many.table.set('acme.example.net', values.slice(0, 10));
  assert.equal(read(answerQuery(query({ name: 'acme.example.net' }), many, udp)).flag_tc, true);
  assert.equal(read(answerQuery(query({ name: 'acme.example.net', payload: 1232 }), many, udp)).texts.length, 10);
});

test('a value over 255 bytes is cut into strings of one record', () => {
  const long = sampleSettings();
  long.table.set('acme.example.net', ['y'.repeat(600)]);
  const [record] = read(answerQuery(query({ name: 'acme.example.net', payload: 1232 }), long, udp)).answers ?? [];
  assert.deepEqual(
    record?.type === 'TXT' && Array.isArray(record.data) && record.data.map((part) => part.length),
    [255, 255, 90],
  );
});

test('a source over its rate gets empty truncated answers, and silence for all but queries', () => {
  const limited = { transport: 'udp', limited: true } as const;
  const answer = read(answerQuery(query({ name: '_acme-challenge.example.com', payload: 1232 }), settings, limited));
  assert.deepEqual([answer.flag_tc, answer.texts, answer.opt?.type], [true, [], 'OPT']);
  assert.equal(answerQuery(query({ name: 'acme.example.net', flags: 5 << 11 }), settings, limited), undefined);
});
