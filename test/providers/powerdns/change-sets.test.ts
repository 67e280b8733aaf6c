import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planSets, type RrsetItem } from '../../../providers/powerdns/change-sets.js';

/** A value that is switched off has a `-` in front. */
function item(text: string): RrsetItem {
  return { content: text.replace(/^-/, ''), disabled: text.startsWith('-') };
}

interface Row {
  readonly type: string;
  /** What is at `a.example.com` with the TTL 77; left out: no such set. */
  readonly before?: readonly string[];
  readonly create?: readonly string[];
  readonly remove?: readonly string[];
  /** Left out: nothing is written. */
  readonly after?: readonly string[];
  readonly ttl?: number;
}

const rows: Readonly<Record<string, Row>> = {
  'a value of a new set': { type: 'TXT', create: ['one'], after: ['"one"'], ttl: 60 },
  'a value beside one that is off': {
    type: 'TXT',
    before: ['"one"', '-"off"'],
    create: ['two'],
    after: ['"two"', '"one"', '-"off"'],
    ttl: 60,
  },
  'a value that is off': { type: 'TXT', before: ['-"one"'], create: ['one'], after: ['"one"'], ttl: 60 },
  'a value in parts that is there': { type: 'TXT', before: ['"o" "ne"'], create: ['one'] },
  'a text in other letters': { type: 'TXT', before: ['"One"'], create: ['one'], after: ['"one"', '"One"'], ttl: 60 },
  'a value that goes': { type: 'TXT', before: ['"one"', '"two"'], remove: ['one'], after: ['"two"'], ttl: 77 },
  'a value in parts that goes': { type: 'TXT', before: ['"o" "ne"', '"x"'], remove: ['one'], after: ['"x"'], ttl: 77 },
  'the last value': { type: 'TXT', before: ['"one"'], remove: ['one'], after: [], ttl: 77 },
  'a value that is not there': { type: 'TXT', before: ['"one"'], remove: ['two'] },
  'a value of a set that is not there': { type: 'TXT', remove: ['two'] },
  'a host in other letters': { type: 'MX', before: ['10 Mail.Example.Net.'], create: ['10 mail.example.net'] },
  'a host that goes, in other letters': {
    type: 'MX',
    before: ['10 Mail.Example.Net.', '20 b.'],
    remove: ['10 mail.example.net'],
    after: ['20 b.'],
    ttl: 77,
  },
  'a host whose labels are written otherwise': {
    type: 'MX',
    before: ['10 xn--bcher-kva.example.'],
    create: ['10 bücher.example'],
  },
  'an address in other letters': { type: 'AAAA', before: ['2001:DB8::1'], create: ['2001:db8::1'] },
  'a target within the zone': { type: 'CNAME', create: ['host'], after: ['host.example.com.'], ttl: 60 },
  'a target elsewhere': { type: 'CNAME', create: ['host.example.net.'], after: ['host.example.net.'], ttl: 60 },
  'a value of CAA without its quotes': {
    type: 'CAA',
    before: ['0 issue "ca.test"'],
    create: ['0 issue ca.test', '0 iodef mailto:a'],
    after: ['0 iodef "mailto:a"', '0 issue "ca.test"'],
    ttl: 60,
  },
};

describe('sets of PowerDNS', () => {
  for (const [title, { type, before, create = [], remove = [], after, ttl }] of Object.entries(rows)) {
    it(`are written for ${title}`, () => {
      const others = ['b.example.com.', 'a.example.org.'].map((name) => ({ name, type, records: [item('other')] }));
      const records = before?.map(item);
      const set = { name: 'a.example.com.', type, ttl: 77 };
      const sets = [...others, { ...set, type: 'X', records: [] }, ...(records ? [{ ...set, records }] : [])];
      const change = {
        create: create.map((content) => ({ type, name: 'a', content, ttl: 60 })),
        remove: remove.map((content) => ({ type, name: 'a', content })),
      };
      const changetype = after?.length === 0 ? 'DELETE' : 'REPLACE';
      const wanted = after === undefined ? [] : [{ ...set, ttl, records: after.map(item), changetype }];
      assert.deepEqual(planSets(sets, change, 'example.com'), wanted);
    });
  }

  it('are told apart by name and type', () => {
    const at = (type: string, name: string) => ({ type, name, content: '192.0.2.1', ttl: 60 });
    const create = [at('A', 'a'), at('A', 'b')];
    const [first, ...more] = planSets([], { create, remove: [at('TXT', 'a')] }, 'example.com');
    assert.deepEqual([first?.name, ...more.map(({ name }) => name)], ['a.example.com.', 'b.example.com.']);
    assert.equal(first?.records.length, 1);
    const sets = ['a', 'b'].map((name) => ({
      type: 'A',
      name: `${name}.example.com.`,
      records: [item('192.0.2.1'), item('192.0.2.2')],
    }));
    const remove = [at('A', 'a'), { ...at('A', 'b'), content: '192.0.2.2' }];
    const left = planSets(sets, { create: [], remove }, 'example.com').map(({ ttl, records }) => [ttl, records]);
    assert.deepEqual(left, [
      [3600, [item('192.0.2.2')]],
      [3600, [item('192.0.2.1')]],
    ]);
  });
});
