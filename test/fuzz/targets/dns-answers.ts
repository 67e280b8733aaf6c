import assert from 'node:assert/strict';
import type { QueryType } from '../../../core/dns/answer.js';
import { decodeAnswer, encodeQuery } from '../../../core/dns/wire.js';
import { readApex } from '../../../core/dns/zone-finder.js';
import type { FuzzTarget } from '../target.js';
import { strangeAnswer } from './dns-messages.js';

const types: readonly [QueryType, ...QueryType[]] = ['TXT', 'CNAME', 'SOA', 'NS', 'A', 'AAAA', 'CAA'];

/** Whatever bytes come from a name server: they are read or dropped, and never end the program. */
export const dnsAnswers: FuzzTarget = {
  name: 'dns-answers',
  run(random) {
    const name = '_acme-challenge.www.example.com';
    const query = {
      id: random.below(0x1_0000),
      name,
      type: random.pick(types),
      recursion: true,
      edns: random.oneIn(2),
    };
    const message = encodeQuery(query);
    const bytes = random.oneIn(8) ? random.bytes(random.below(80)) : strangeAnswer(random, message);
    const answer = decodeAnswer(bytes, query, '192.0.2.1');
    if (answer === undefined) return;
    assert.equal(bytes.readUInt16BE(0), query.id);
    for (const record of [...answer.answers, ...answer.authority]) {
      assert.equal(typeof record.name, 'string');
      assert.equal(record.name, record.name.toLowerCase());
    }
    const apex = readApex(name, answer);
    assert.ok(apex === undefined || apex === '' || name === apex || name.endsWith(`.${apex}`), `${apex}`);
  },
};
