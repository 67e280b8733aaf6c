import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { canonicalName, fqdn, fullName, hostOrEmpty, relativeName, withDot, withoutDot } from '../../core/sdk/index.js';

/** What people write → name relative to example.com. */
const relative: Readonly<Record<string, string>> = {
  www: 'www',
  'www.example.com': 'www',
  'WWW.Example.COM.': 'www',
  'a.b': 'a.b',
  '@': '@',
  '': '@',
  'example.com': '@',
  'example.com.': '@',
  'notexample.com': 'notexample.com',
  'example.com.example.com': 'example.com',
  '*': '*',
  '*.example.com': '*',
  '_acme-challenge.bücher': '_acme-challenge.xn--bcher-kva',
  ' www ': 'www',
};

describe('names', () => {
  for (const [written, expected] of Object.entries(relative)) {
    it(`"${written}" is ${expected}`, () => {
      assert.equal(relativeName(written, 'example.com'), expected);
      assert.equal(relativeName(written, 'EXAMPLE.com.'), expected);
      const full = expected === '@' ? 'example.com' : `${expected}.example.com`;
      assert.equal(fullName(written, 'example.com'), full);
      assert.equal(fqdn(written, 'example.com'), `${full}.`);
    });
  }

  it('become A-labels, label by label', () => {
    assert.equal(canonicalName('_dmarc.Müller.example.'), '_dmarc.xn--mller-kva.example');
    assert.equal(canonicalName('*.straße.example'), '*.xn--strae-oqa.example');
    assert.equal(canonicalName('not a host.müller.example'), 'not a host.xn--mller-kva.example');
    assert.equal(canonicalName('xn--mller-kva.example'), 'xn--mller-kva.example');
  });

  it('get and lose the form of the apex and the final dot', () => {
    assert.deepEqual([hostOrEmpty('@'), hostOrEmpty('www')], ['', 'www']);
    assert.deepEqual([withDot('a'), withDot('a.'), withoutDot('a'), withoutDot('a.')], ['a.', 'a.', 'a', 'a']);
  });
});
