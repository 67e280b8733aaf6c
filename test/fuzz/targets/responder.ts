import assert from 'node:assert/strict';
import { decode } from 'dns-packet';
import { answerQuery } from '../../../core/responder/answer-query.js';
import { query, sampleSettings } from '../../responder/queries.js';
import type { FuzzTarget } from '../target.js';

const settings = sampleSettings();
const samples: readonly [Buffer, ...Buffer[]] = [
  query({ name: '_acme-challenge.example.com' }),
  query({ name: '_acme-challenge.example.com', payload: 1232, dnssecOk: true }),
  query({ name: 'deep.acme.example.net', type: 'SOA', payload: 512 }),
  query({ name: 'nothing.acme.example.net', type: 'NS' }),
];

/** Whatever is sent to the built-in DNS server: silence, or a small well-formed response to it. */
export const responder: FuzzTarget = {
  name: 'responder',
  run(random) {
    const packet = random.oneIn(5) ? random.bytes(random.below(90)) : random.mutate(random.pick(samples));
    const transport = random.oneIn(2) ? 'udp' : 'tcp';
    const answer = answerQuery(packet, settings, { transport, limited: random.oneIn(9) });
    if (answer === undefined) return;
    assert.equal(answer.readUInt16BE(0), packet.readUInt16BE(0));
    assert.equal(decode(answer).flag_qr, true);
    assert.equal(decode.bytes, answer.length);
    assert.ok(answer.length <= (transport === 'udp' ? 1232 : 65_535));
  },
};
