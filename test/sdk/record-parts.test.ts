import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { joinParts, splitParts } from '../../core/sdk/index.js';

describe('contents in parts', () => {
  const cases = [
    {
      type: 'SRV',
      content: '1 5 443 a.example',
      names: ['p', 'w', 'port', 'host'],
      parts: { p: 1, w: 5, port: 443, host: 'a.example' },
    },
    {
      type: 'CAA',
      content: '0 issue "ca.example; x=1 2"',
      names: ['f', 't', 'v'],
      parts: { f: 0, t: 'issue', v: 'ca.example; x=1 2' },
    },
    { type: 'TLSA', content: '3 1 1 ab01', names: ['u', 's', 'm', 'd'], parts: { u: 3, s: 1, m: 1, d: 'ab01' } },
    { type: 'TXT', content: 'one  two ', names: ['data'], parts: { data: 'one  two ' } },
  ];
  for (const { type, content, names, parts } of cases) {
    it(`are spread and put together again: ${type}`, () => {
      assert.deepEqual(splitParts(type, content, names), parts);
      assert.equal(joinParts(type, parts, names), content);
    });
  }

  it('put all into the last field where there are too few words, and close gaps in hexadecimal data', () => {
    assert.deepEqual(splitParts('SRV', 'a.example', ['weight', 'port', 'host']), { host: 'a.example' });
    assert.deepEqual(splitParts('TLSA', '3 1 1 ab 01', ['u', 's', 'm', 'd']).d, 'ab01');
  });
});
