import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coversIdentifier, coversProof, parseDomainPattern } from '../../core/config/domain-pattern.js';
import { networkMatcher, networksOverlap, parseNetwork } from '../../core/config/networks.js';

const identifiers: readonly (readonly [pattern: string, identifier: string, isCovered: boolean])[] = [
  ['x.example', 'x.example', true],
  ['x.example', '*.x.example', false],
  ['x.example', 'a.x.example', false],
  ['x.example', 'ax.example', false],
  ['*.x.example', 'a.x.example', true],
  ['*.x.example', '*.x.example', true],
  ['*.x.example', 'x.example', false],
  ['*.x.example', 'b.a.x.example', false],
  ['*.x.example', '*.a.x.example', false],
  ['*.x.example', 'ax.example', false],
  ['*.x.example', '.x.example', false],
  ['**.x.example', 'a.x.example', true],
  ['**.x.example', 'c.b.a.x.example', true],
  ['**.x.example', '*.x.example', true],
  ['**.x.example', '*.b.a.x.example', true],
  ['**.x.example', 'x.example', false],
  ['**.x.example', '.x.example', false],
  ['**.x.example', 'ax.example', false],
  ['**.x.example', '*.ax.example', false],
];

test('a pattern covers the names that it stands for, and no others', () => {
  for (const [pattern, identifier, isCovered] of identifiers) {
    assert.equal(coversIdentifier([pattern], identifier), isCovered, `${pattern} ${identifier}`);
  }
  assert.equal(coversIdentifier([], 'x.example'), false);
});

test('the record that proves a name also proves its wildcard', () => {
  assert.equal(coversProof(['x.example'], 'x.example'), true);
  assert.equal(coversProof(['*.x.example'], 'x.example'), true);
  assert.equal(coversProof(['*.x.example'], 'a.x.example'), true);
  assert.equal(coversProof(['**.x.example'], 'x.example'), true);
  assert.equal(coversProof(['a.x.example'], 'x.example'), false);
  assert.equal(coversProof(['*.x.example'], 'example'), false);
});

test('a pattern is brought into the form that certificates hold', () => {
  assert.deepEqual(parseDomainPattern('**.Apps.Example.COM.'), { pattern: '**.apps.example.com' });
  assert.deepEqual(parseDomainPattern('*.bücher.example'), { pattern: '*.xn--bcher-kva.example' });
  for (const wrong of [
    '',
    '*',
    '**.',
    '**.*.x.example',
    '***.x.example',
    'a.*.x.example',
    'x',
    '10.0.0.1',
    'a_b.x.example',
  ]) {
    assert.ok('fault' in parseDomainPattern(wrong), wrong);
  }
});

test('an address lies in a network, in whatever form it comes', () => {
  const matches = networkMatcher(['192.0.2.0/24', '2001:db8::/32', '198.51.100.7']);
  for (const inside of ['192.0.2.9', '::ffff:192.0.2.9', '2001:db8:1::1', '198.51.100.7'])
    assert.ok(matches(inside), inside);
  for (const outside of ['192.0.3.9', '::ffff:192.0.3.9', '2001:db9::1', '198.51.100.8', '', 'x']) {
    assert.ok(!matches(outside), outside);
  }
  for (const wrong of ['192.0.2.0/33', '192.0.2.0/', '192.0.2/24', 'x', '::/129', '1.2.3.4/8/8', '']) {
    assert.equal(parseNetwork(wrong), undefined, wrong);
  }
  assert.ok(networksOverlap(['10.0.0.0/8'], ['10.1.0.0/16']));
  assert.ok(networksOverlap(['10.1.2.3'], ['10.0.0.0/8']));
  assert.ok(!networksOverlap(['10.1.0.0/16'], ['10.2.0.0/16']));
});
