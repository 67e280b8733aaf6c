import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseKnownRecord } from '../../core/issuance/known/known-record.js';

const needed = {
  mark: 'm',
  configuration: 'c',
  madeAt: 1,
  until: 2,
  count: 3,
  waiting: ['w'],
  unshown: ['u'],
  renewals: [{ at: 4, lifetimeMs: 5 }],
  waits: [6],
  continued: { line: 'lineage' },
  servers: ['s'],
  accounts: ['a'],
};
const whole = { ...needed, start: 'shown', index: '7' };

describe('what a pass left behind', () => {
  it('is read as it was written, with or without what may be missing', () => {
    assert.deepEqual(parseKnownRecord(whole), whole);
    assert.deepEqual(parseKnownRecord({ ...needed, more: 1 }), { ...needed, start: undefined, index: undefined });
    assert.deepEqual(parseKnownRecord({ ...whole, continued: { line: 'lineage', other: 1 } }), whole);
  });

  it('is nothing where a part is missing or of another kind', () => {
    for (const value of [undefined, null, 'x', [], {}]) assert.equal(parseKnownRecord(value), undefined);
    for (const key of Object.keys(needed))
      for (const value of [
        undefined,
        null,
        true,
        key === 'mark' || key === 'configuration' ? 1 : 'x',
        [undefined],
        [{}],
      ])
        assert.equal(parseKnownRecord({ ...whole, [key]: value }), undefined, `${key} ${JSON.stringify(value)}`);
    const wrong = [{ renewals: [{ at: 4 }] }, { renewals: [{ lifetimeMs: 5 }] }, { count: 1.5 }, { waits: [6, 'x'] }];
    for (const part of wrong) assert.equal(parseKnownRecord({ ...whole, ...part }), undefined, JSON.stringify(part));
  });
});
