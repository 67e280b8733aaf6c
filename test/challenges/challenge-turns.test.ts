import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type ChallengeRecord } from '../../core/challenges/challenge-records.js';
import { planTurns } from '../../core/challenges/challenge-turns.js';
import { slotsOf } from '../../core/challenges/places.js';
import type { OpenZone } from '../../core/challenges/provider-pool.js';

function zone(apex: string, singleTxt: OpenZone['singleTxt']): OpenZone {
  const profile = { id: 'p', provider: 'duck' };
  return { apex, singleTxt, profile } as unknown as OpenZone;
}

function record(place: OpenZone, name: string, content: string): ChallengeRecord {
  return { zone: place, name, content, servedBy: place.apex };
}

function contents(turns: readonly (readonly ChallengeRecord[])[]): string[] {
  return turns.map((turn) => turn.map(({ content }) => content).join(' '));
}

describe('the turns of challenges', () => {
  const many = zone('example.com', undefined);
  const duck = zone('foo.duckdns.org', 'zone');
  const named = zone('example.net', 'name');

  test('all together where there is room for any number of values', () => {
    const records = [
      record(many, '_acme-challenge.example.com', 'a'),
      record(many, '_acme-challenge.example.com', 'b'),
    ];
    assert.deepEqual(contents(planTurns(records)), ['a b']);
    assert.deepEqual(slotsOf(records), []);
  });

  test('one after the other in a zone with one value, whatever their names', () => {
    const records = [
      record(duck, '_acme-challenge.foo.duckdns.org', 'a'),
      record(many, '_acme-challenge.example.com', 'b'),
      record(duck, '_acme-challenge.foo.duckdns.org', 'c'),
      record(duck, '_acme-challenge.www.foo.duckdns.org', 'd'),
    ];
    assert.deepEqual(contents(planTurns(records)), ['a b', 'c', 'd']);
    assert.deepEqual(slotsOf(records), ['foo.duckdns.org at duck']);
  });

  test('side by side at the names of a zone with one value at a name', () => {
    const records = [
      record(named, '_acme-challenge.example.net', 'a'),
      record(named, '_acme-challenge.www.example.net', 'b'),
      record(named, '_acme-challenge.example.net', 'c'),
    ];
    assert.deepEqual(contents(planTurns(records)), ['a b', 'c']);
    assert.deepEqual(slotsOf(records), [
      '_acme-challenge.example.net at duck',
      '_acme-challenge.www.example.net at duck',
    ]);
  });

  test('none where there is nothing to prove', () => assert.deepEqual(planTurns([]), []));
});
