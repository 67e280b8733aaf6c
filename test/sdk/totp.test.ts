import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure, totp } from '../../core/sdk/index.js';

describe('totp', () => {
  it('gives the codes of RFC 6238, appendix B', () => {
    const secret = 'gezd gnbv gy3t qojq gezd gnbv gy3t qojq';
    assert.equal(totp(secret, 59_000), '287082');
    assert.equal(totp(secret, 1_111_111_109_000), '081804');
    assert.equal(totp(secret, 20_000_000_000_000), '353130');
  });

  it('says that a code is no secret', () => {
    for (const text of ['', '123456', 'not base 32!']) {
      assert.throws(
        () => totp(text, 0),
        (error) => isFailure(error, 'CONFIG'),
      );
    }
  });
});
