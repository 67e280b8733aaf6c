import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { describe, it } from 'node:test';
import { assertFit } from '../../core/acme/assert-fit.js';
import { isFailure } from '../../core/sdk/failure.js';
import { missing } from '../lab/index.js';
import { makeAuthority, makeKey } from '../store/certificates.js';
import { certificatePem } from './certificate-fixture.js';

const day = 24 * 3600 * 1000;

describe('a certificate of the CA', { skip: missing('openssl') }, () => {
  const authority = makeAuthority();
  const names = ['a.example.com', '*.b.example.com'];
  const good = authority.issue(names, { days: 90 });
  const other = makeAuthority('Other Intermediate').issue(names);
  const lasting = authority.issue(names, { days: 2000 });
  const unlinked = makeAuthority('Namesake', { linked: false }).issue(names);
  const namesake = makeAuthority('Namesake', { linked: false }).issue(names);
  const now = Date.now();
  const wanted = { domains: names, privateKey: good.privkey, now, server: 'https://ca.example/directory' };

  it('is taken as ordered, in whatever order and case, with and without a chain', () => {
    assertFit(good, wanted);
    assertFit(good, { ...wanted, domains: [...names].reverse() });
    assertFit({ ...good, chain: '' }, wanted);
    assertFit(unlinked, { ...wanted, privateKey: unlinked.privkey });
    const mixed = authority.issue(['A.Example.com', '*.b.example.com']);
    assertFit(mixed, { ...wanted, privateKey: mixed.privkey });
  });

  it('has to be valid for a moment yet, and since an hour from now at the latest', () => {
    const { validFrom, validTo } = new X509Certificate(good.cert);
    const at = (moment: number) => () => assertFit(good, { ...wanted, now: moment });
    const hour = 3600 * 1000;
    at(Date.parse(validFrom) - hour)();
    assert.throws(at(Date.parse(validFrom) - hour - 1), /not valid before/);
    at(Date.parse(validTo) - 1)();
    assert.throws(at(Date.parse(validTo)), /expired at/);
  });

  it('without any name lacks those that were ordered', () => {
    const nameless = { cert: certificatePem, chain: '' };
    assert.throws(
      () => assertFit(nameless, { ...wanted, domains: ['a.example.com'] }),
      /used: it lacks a\.example\.com$/,
    );
  });

  const table: readonly [string, Parameters<typeof assertFit>, RegExp][] = [
    [
      'a name is missing',
      [good, { ...wanted, domains: [...names, 'c.example.com'] }],
      /used: it lacks c\.example\.com$/,
    ],
    [
      'a name is too much',
      [good, { ...wanted, domains: ['a.example.com'] }],
      /used: it is for \*\.b\.example\.com, which nobody ordered$/,
    ],
    [
      'many names are missing',
      [good, { ...wanted, domains: [...names, ...['1', '2', '3', '4', '5'].map((name) => `${name}.org`)] }],
      /lacks 1\.org, 2\.org, 3\.org, 4\.org, 5\.org$/,
    ],
    [
      'more names are missing than are told',
      [good, { ...wanted, domains: [...names, ...['1', '2', '3', '4', '5', '6'].map((name) => `${name}.org`)] }],
      /lacks 1\.org, .*5\.org and 1 more$/,
    ],
    ['other names', [good, { ...wanted, domains: ['x.org'] }], /it lacks x\.org, and it is for a\.example\.com/],
    ['it expired', [good, { ...wanted, now: now + 91 * day }], /it expired at/],
    ['it is not valid yet', [good, { ...wanted, now: now - 2 * day }], /it is not valid before/],
    ['another key', [good, { ...wanted, privateKey: makeKey('ecdsa256') }], /it is for another key/],
    ['a chain of another CA', [{ ...good, chain: other.chain }, wanted], /chain is broken: .*Other Intermediate/],
    ['a chain that goes on wrongly', [{ ...good, chain: good.chain + other.chain }, wanted], /its chain is broken/],
    [
      'an issuer that expired before it',
      [lasting, { ...wanted, privateKey: lasting.privkey, now: now + 1001 * day }],
      /its issuer .*Test Intermediate expired at/,
    ],
    [
      'an issuer of the same name and another key',
      [
        { ...unlinked, chain: namesake.chain },
        { ...wanted, privateKey: unlinked.privkey },
      ],
      /its chain is broken/,
    ],
    ['a chain without end', [{ ...good, chain: good.cert }, wanted], /its chain is broken/],
  ];
  for (const [what, [files, needs], message] of table) {
    it(`is refused: ${what}`, () => {
      assert.throws(
        () => assertFit(files, needs),
        (error) =>
          isFailure(error, 'RESPONSE') &&
          message.test(error.message) &&
          error.place === wanted.server &&
          error.hint?.endsWith('tell the CA') === true &&
          error.hint.startsWith('Check the clock') ===
            /^it (?:expired|is not valid)/.test(error.message.split(': ')[1] ?? ''),
      );
    });
  }
});
