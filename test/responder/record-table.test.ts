import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRateLimiter } from '../../core/responder/rate-limit.js';
import { createRecordTable } from '../../core/responder/record-table.js';
import { isFailure } from '../../core/sdk/index.js';

test('set, add and remove work on single values and move the serial', () => {
  const table = createRecordTable(['Zone.Example.'], 'ns.example.net');
  const before = table.serial();
  table.add('A.zone.example', 'one');
  table.add('a.zone.example.', 'two');
  table.add('a.zone.example', 'two');
  const found = table.lookup('A.ZONE.example');
  assert.deepEqual(found, { kind: 'node', zone: 'zone.example', isApex: false, values: ['one', 'two'] });
  table.remove('a.zone.example', 'one');
  assert.deepEqual(table.lookup('a.zone.example').kind === 'node' && table.lookup('a.zone.example'), {
    kind: 'node',
    zone: 'zone.example',
    isApex: false,
    values: ['two'],
  });
  table.remove('a.zone.example', 'never there');
  table.remove('a.zone.example');
  assert.equal(table.lookup('a.zone.example').kind, 'absent');
  assert.ok(table.serial() > before);
});

test('the innermost zone answers', () => {
  const table = createRecordTable(['example.net', 'sub.example.net'], 'ns.example.org');
  const found = table.lookup('x.sub.example.net');
  assert.equal(found.kind === 'absent' && found.zone, 'sub.example.net');
});

test('names outside the zones, bad names and sets that no message carries are refused', () => {
  const table = createRecordTable(['example.net'], 'ns.example.org');
  assert.throws(
    () => table.add('example.org', 'x'),
    (error) => isFailure(error, 'CONFIG'),
  );
  assert.throws(
    () => table.add('a..example.net', 'x'),
    (error) => isFailure(error, 'CONFIG'),
  );
  assert.throws(
    () => table.add(`${'a'.repeat(64)}.example.net`, 'x'),
    (error) => isFailure(error, 'CONFIG'),
  );
  assert.throws(
    () => table.add('example.net', 'x'.repeat(70_000)),
    (error) => isFailure(error, 'CONFIG'),
  );
  assert.throws(
    () => createRecordTable(['exa mple'], 'ns.example.org'),
    (error) => isFailure(error, 'CONFIG'),
  );
});

test('a bucket empties, fills with time, and is one for a whole IPv6 /64', () => {
  let now = 0;
  const limiter = createRateLimiter({ perSecond: 10, burst: 2 }, () => now);
  assert.deepEqual(
    [1, 2, 3].map(() => limiter.take('192.0.2.1')),
    [true, true, false],
  );
  assert.equal(limiter.take('192.0.2.2'), true);
  assert.equal(limiter.take('::ffff:192.0.2.1'), false);
  now += 100;
  assert.deepEqual(
    [1, 2].map(() => limiter.take('192.0.2.1')),
    [true, false],
  );
  assert.deepEqual(
    ['2001:db8::1', '2001:db8:0:0:ffff::2', '2001:db8::3', '2001:db8:1::1'].map((address) => limiter.take(address)),
    [true, true, false, true],
  );
});

test('sources are forgotten, the longest unheard of first', () => {
  const limiter = createRateLimiter({ perSecond: 0, burst: 1, sources: 100 }, () => 0);
  for (let index = 0; index < 5000; index += 1) {
    limiter.take('198.51.100.1');
    limiter.take(`10.0.${index >> 8}.${index & 255}`);
  }
  assert.equal(limiter.size(), 100);
  assert.equal(limiter.take('198.51.100.1'), false);
});
