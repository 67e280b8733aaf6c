import assert from 'node:assert/strict';
import { test } from 'node:test';
import { didYouMean, editDistance, isWithin, nearestNames } from '../../core/config/nearest.js';

const distances: readonly [string, string, number][] = [
  ['', '', 0],
  ['abc', '', 3],
  ['abc', 'abc', 0],
  ['abc', 'acb', 1],
  ['abc', 'abcd', 1],
  ['abcd', 'abd', 1],
  ['kitten', 'sitting', 3],
  ['ca', 'abc', 3],
];

test('the edit distance counts insertions, deletions, replacements and swaps', () => {
  for (const [left, right, distance] of distances) {
    assert.equal(editDistance(left, right), distance, `${left} ${right}`);
    assert.equal(editDistance(right, left), distance, `${right} ${left}`);
  }
});

test('two words are within a distance exactly where the edit distance says so', () => {
  const words = [
    ...distances.flat(),
    'LETSENCRYPT_CA',
    'LETSENCRYPT_AC',
    'LETSENCRPYT_CAA',
    'PFX_A',
    'pfx_a',
    'ßa',
    'ab',
    'ba',
    // Of these letters each has a bit that others have at an end.
    'a@b',
    'a_b',
    '@',
    '',
  ];
  for (const left of words.map(String))
    for (const right of words.map(String))
      for (const most of [0, 1, 2])
        assert.equal(isWithin(most, left, right), editDistance(left, right) <= most, `${most} ${left} ${right}`);
});

test('nearest names come best first, whatever their case and dashes', () => {
  const known = ['cloudflare', 'cloudns', 'cloudxns', 'auth-token', 'LETSENCRYPT_STAGING'];
  assert.deepEqual(nearestNames('cluodflare', known), ['cloudflare']);
  assert.deepEqual(nearestNames('cloudnss', known), ['cloudns', 'cloudxns']);
  assert.deepEqual(nearestNames('AUTH_TOKN', known), ['auth-token']);
  assert.deepEqual(nearestNames('LETSENCRYPT_STAGGING', known), ['LETSENCRYPT_STAGING']);
  assert.deepEqual(nearestNames('something', known), []);
  assert.deepEqual(nearestNames('x', known), []);
});

test('a question is made of them', () => {
  assert.equal(didYouMean('cloudnss', ['cloudns', 'cloudxns']), 'Did you mean `cloudns` or `cloudxns`?');
  assert.equal(didYouMean('zzz', ['cloudns']), undefined);
});
