import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseRetryAfter } from '../../core/http/explain.js';
import { createRateLimiter } from '../../core/http/rate-limiter.js';
import { createRedactor, placeOf } from '../../core/http/redact.js';

describe('redaction', () => {
  const secret = 'p@ss "wörd"+/=';
  const { redact } = createRedactor(secret, undefined, 'abc', '');

  for (const [form, text] of Object.entries({
    raw: secret,
    'URL-encoded': encodeURIComponent(secret),
    'form-encoded': new URLSearchParams({ s: secret }).toString(),
    base64: Buffer.from(secret).toString('base64'),
    base64url: Buffer.from(secret).toString('base64url'),
    'JSON-escaped': JSON.stringify({ secret }),
  })) {
    it(`finds a secret that is ${form}`, () => {
      const redacted = redact(`before ${text} after`);
      assert.match(redacted, /^before .*\[secret\].* after$/);
      assert.ok(!redacted.includes('ss'), redacted);
    });
  }

  it('leaves values alone that are too short to be secrets', () => {
    assert.equal(redact('abcdef'), 'abcdef');
  });

  it('takes the longer of two secrets first', () => {
    const redactor = createRedactor('token-1', 'token-12345');
    assert.equal(redactor.redact('token-12345'), '[secret]');
  });

  it('cuts the query and user information off URLs', () => {
    assert.equal(placeOf('https://u:p@api.example/x?key=1'), 'https://api.example/x');
  });
});

describe('Retry-After', () => {
  it('is seconds or a date', () => {
    assert.equal(parseRetryAfter('2'), 2000);
    assert.equal(parseRetryAfter('Thu, 01 Jan 1970 00:00:10 GMT', 4000), 6000);
    assert.equal(parseRetryAfter('Thu, 01 Jan 1970 00:00:10 GMT', 40_000), 0);
    assert.equal(parseRetryAfter('soon'), undefined);
    assert.equal(parseRetryAfter(undefined), undefined);
  });
});

describe('the rate limiter', () => {
  it('lets a burst of one second pass, then stops with the signal', async () => {
    const limiter = createRateLimiter(5);
    const { signal } = new AbortController();
    for (let count = 0; count < 5; count += 1) await limiter(signal);
    await assert.rejects(limiter(AbortSignal.abort()));
  });
});
