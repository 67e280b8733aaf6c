import assert from 'node:assert/strict';
import { it } from 'node:test';
import { failureOf, parseRetryAfter } from '../../core/http/explain.js';
import { longestPauseMs } from '../../core/sdk/bounded-pause.js';

const now = Date.parse('2030-01-01T00:00:00Z');
const day = 24 * 3600 * 1000;

it('a Retry-After is never negative, never too long, and no number of no meaning', () => {
  const table: readonly [string | undefined, number | undefined][] = [
    ['120', 120_000],
    ['0', 0],
    ['-5', 0],
    ['1.5', 1500],
    ['1764153600', day],
    ['9e15', day],
    ['1e300', day],
    ['1e999', day],
    ['Infinity', day],
    ['NaN', undefined],
    ['', undefined],
    ['  ', undefined],
    ['soon', undefined],
    ['Tue, 01 Jan 2030 00:01:00 GMT', 60_000],
    ['Tue, 01 Jan 2019 00:01:00 GMT', 0],
    ['Tue, 01 Jan 2082 00:01:00 GMT', day],
    [undefined, undefined],
  ];
  for (const [value, expected] of table) assert.equal(parseRetryAfter(value, now), expected, `${value}`);
  assert.equal(parseRetryAfter('315360000', now, longestPauseMs.ca), 7 * day);
});

it('nor is one that a provider explains by itself', () => {
  for (const retryAfterMs of [1e300, Number.POSITIVE_INFINITY, 10 * 365 * day]) {
    const response = { ok: false, status: 429, headers: {}, cookies: [], data: {}, text: '' };
    assert.equal(failureOf(response, { retryAfterMs }, 'here').retryAfterMs, day);
  }
});
