import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  canonicalName,
  Failure,
  failureKinds,
  fromPresentation,
  isFailure,
  isWithin,
  joinPriority,
  parseFileMode,
  parseRecordId,
  poll,
  publishing,
  recordId,
  splitPriority,
  toPresentation,
  withId,
} from '../../core/sdk/index.js';
import { recordTypes } from '../../core/sdk/record.js';

/** Type, content of a record, master-file form. */
const forms = [
  ['A', '192.0.2.1', '192.0.2.1'],
  ['CNAME', 'docs.example.com', 'docs.example.com.'],
  ['NS', 'ns1.example.com', 'ns1.example.com.'],
  ['PTR', 'www.example.com', 'www.example.com.'],
  ['DNAME', 'example.net', 'example.net.'],
  ['MX', '10 mail.example.com', '10 mail.example.com.'],
  ['SRV', '0 5 5060 sip.example.com', '0 5 5060 sip.example.com.'],
  ['TXT', 'say "hi"', '"say \\"hi\\""'],
  ['CAA', '0 issue "letsencrypt.org"', '0 issue "letsencrypt.org"'],
] as const;

describe('content', () => {
  for (const [type, content, data] of forms) {
    it(`of ${type} in master-file form, and back`, () => {
      assert.equal(toPresentation({ type, content }), data);
      assert.equal(fromPresentation(type, data), content);
    });
  }

  it('has a priority in front that was given apart', () => {
    assert.equal(toPresentation({ type: 'MX', content: 'mail.example.com', priority: 0 }), '0 mail.example.com.');
  });

  it('parts with its priority for APIs that have a field for it', () => {
    const split = (type: string, content: string, priority?: number) =>
      splitPriority({ type, content, ...(priority !== undefined && { priority }) });
    assert.deepEqual(split('MX', '10 mail.example.com'), { content: 'mail.example.com', priority: 10 });
    assert.deepEqual(split('SRV', '1 5 5060 sip.example.com'), { content: '5 5060 sip.example.com', priority: 1 });
    assert.deepEqual(split('MX', 'mail.example.com', 20), { content: 'mail.example.com', priority: 20 });
    assert.deepEqual(split('MX', 'mail.example.com'), { content: 'mail.example.com', priority: undefined });
    assert.deepEqual(split('TXT', '10 years'), { content: '10 years', priority: undefined });
  });
});

describe('a priority', () => {
  it('stands in front again where the API has no field for it', () => {
    assert.equal(joinPriority({ content: 'mail.example.com', priority: 0 }), '0 mail.example.com');
    assert.equal(joinPriority({ content: '10 mail.example.com' }), '10 mail.example.com');
  });
});

describe('ids of records in APIs that have none', () => {
  for (const key of [
    { type: 'TXT', name: '_acme-challenge.www', content: 'a/b+c=?&"ü 🔐' },
    { type: 'MX', name: '@', content: '10 mail.example.com' },
    { type: 'TXT', name: '*', content: '' },
  ]) {
    it(`lead back to the record: ${key.type} ${key.name}`, () => {
      const id = recordId(key);
      assert.match(id, /^[\w*@./-]+$/, 'it needs no quoting in a shell, but for the asterisk');
      assert.deepEqual(parseRecordId(id), key);
      assert.equal(recordId(parseRecordId(id)), id);
    });
  }

  it('that are none of ours are no record', () => {
    for (const id of ['', '123', 'TXT/a', 'TXT//YQ', 'TXT/a/YQ/more']) {
      assert.throws(
        () => parseRecordId(id),
        (error) => isFailure(error, 'RECORD_NOT_FOUND'),
        id,
      );
    }
  });
});

describe('what everybody relies on', () => {
  it('is which kinds of failures may pass by themselves, and which types of records there are', () => {
    const passing = Object.entries(failureKinds).filter(([, { retryable }]) => retryable);
    assert.equal(
      passing.map(([code]) => code).join(' '),
      'RATE_LIMITED SERVER RESPONSE NETWORK TIMEOUT ABORTED DNS PROPAGATION ACME VALIDATION STORE LOCKED PLUGIN DOCKER',
    );
    assert.equal(recordTypes.join(' '), 'A AAAA CNAME MX NS SOA TXT SRV LOC CAA TLSA');
  });

  it('is what lies within a zone, and what has an id', () => {
    for (const [name, zone, within] of [
      ['a.example', 'a.example', true],
      ['b.a.example', 'a.example', true],
      ['ba.example', 'a.example', false],
      ['example', 'a.example', false],
    ] as const)
      assert.equal(isWithin(name, zone), within, name);
    const records = [{ id: 'a' }, { id: 'b' }];
    assert.equal(withId(records, 'b'), records[1]);
    assert.throws(
      () => withId(records, 'c'),
      (error) => isFailure(error, 'RECORD_NOT_FOUND'),
    );
  });

  it('is how names of numbers and other scripts are written, and what a bare number means as a mode', () => {
    assert.equal(canonicalName('1.Ü.Example.'), '1.xn--tda.example');
    assert.deepEqual([parseFileMode('4095', 0), 'fault' in parseFileMode('4096', 0)], [{ mode: 0o7777 }, true]);
  });

  it('is looking again at the same pace, unless told otherwise', async () => {
    let looks = 0;
    const read = async () => {
      looks += 1;
      return looks;
    };
    const usual = { read, pauseMs: 10, limitMs: 25, now: () => 0, signal: () => new AbortController().signal };
    assert.equal(await poll({ ...usual, isDone: (count) => count === 5 }), 5);
    looks = 0;
    assert.equal(await poll({ ...usual, growth: 2, isDone: (count) => count === 5 }), undefined);
    assert.equal(looks, 3);
  });

  it('is that nothing is under way any more when a failure is told', async () => {
    let published = false;
    const publish = async () => {
      for (let index = 0; index < 3; index += 1) await new Promise((resolve) => setImmediate(resolve));
      published = true;
      throw new Error('not published');
    };
    const write = () => Promise.reject(new Failure('SERVER', 'lost'));
    await assert.rejects(publishing(write, publish), /lost/);
    assert.ok(published);
  });
});
