import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { contactOf } from '../../core/acme/contact.js';
import { isForgottenAccount, isOrderGone } from '../../core/acme/failure-kinds.js';
import { type Problem, problemFailure } from '../../core/acme/problem.js';
import { Directory, parseBody } from '../../core/acme/resources.js';
import { Failure, isFailure } from '../../core/sdk/failure.js';

const ca = { profiles: {}, caaIdentities: [] };
const url = 'https://ca.example/order?token=secret';
const prefix = 'urn:ietf:params:acme:error:';

describe('an answer of the CA without a problem document', () => {
  for (const [status, code, lead] of [
    [400, 'ACME', 'the CA refused the request'],
    [401, 'AUTHENTICATION', 'the CA refused the account'],
    [403, 'AUTHENTICATION', 'the CA refused the account'],
    [404, 'ACME', 'the CA refused the request'],
    [409, 'ACME', 'the CA refused the request'],
    [429, 'RATE_LIMITED', 'the CA asks for fewer requests'],
    [499, 'ACME', 'the CA refused the request'],
    [500, 'SERVER', 'the CA failed'],
    [503, 'SERVER', 'the CA failed'],
    [undefined, 'ACME', 'the CA refused the request'],
  ] as const)
    it(`of status ${status} is ${code}`, () => {
      const failure = problemFailure(undefined, { url, ca, ...(status !== undefined && { status }) });
      assert.equal(failure.code, code);
      assert.equal(failure.message, `${lead}: HTTP status ${status ?? 'unknown'}`);
      assert.equal(failure.place, 'https://ca.example/order');
      assert.deepEqual([failure.status, failure.serviceCode, failure.retryAfterMs], [status, undefined, undefined]);
    });
});

describe('a problem document', () => {
  it('decides what kind of failure it is, and whether it may pass', () => {
    const table: readonly [type: string, code: string, retryable: boolean, hint?: RegExp][] = [
      ['accountDoesNotExist', 'ACME', true],
      ['alreadyReplaced', 'ACME', true],
      ['badCSR', 'ACME', false],
      ['badPublicKey', 'ACME', false, /LETSENCRYPT_KEY_TYPE/],
      ['caa', 'VALIDATION', true, /Let the CAA records/],
      ['connection', 'VALIDATION', true],
      ['dns', 'VALIDATION', true, /DNSSEC/],
      ['externalAccountRequired', 'AUTHENTICATION', false, /LETSENCRYPT_EAB_KID/],
      ['incorrectResponse', 'VALIDATION', true],
      ['invalidContact', 'ACME', false, /LETSENCRYPT_USER_MAIL/],
      ['invalidProfile', 'CONFIG', false, /no profiles: unset/],
      ['malformed', 'ACME', true],
      ['rateLimited', 'RATE_LIMITED', true],
      ['rejectedIdentifier', 'ACME', false, /LETSENCRYPT_SERVER/],
      ['serverInternal', 'SERVER', true],
      ['tls', 'VALIDATION', true],
      ['unauthorized', 'AUTHENTICATION', false],
      ['unsupportedContact', 'ACME', false, /LETSENCRYPT_USER_MAIL/],
      ['unsupportedIdentifier', 'ACME', false],
      ['userActionRequired', 'AUTHENTICATION', false],
      ['unheardOf', 'ACME', true],
    ];
    for (const [type, code, retryable, hint] of table) {
      const failure = problemFailure({ type: `${prefix}${type}`, detail: 'so it is' }, { url, ca, status: 400 });
      assert.deepEqual([failure.code, failure.retryable], [code, retryable], type);
      assert.equal(failure.serviceCode, `${prefix}${type}`);
      assert.match(failure.message, /: so it is$/);
      if (hint === undefined) assert.equal(failure.hint, undefined, type);
      else assert.match(failure.hint ?? '', hint);
    }
  });

  it('shows all that the CA says, and how to put it right', () => {
    const facts = { profiles: { a: '1', b: '2' }, caaIdentities: ['ca.example', 'ca.test'] };
    const sub = (value: string | undefined, detail: string | undefined) => ({
      type: `${prefix}dns`,
      ...(detail !== undefined && { detail }),
      ...(value !== undefined && { identifier: { value } }),
    });
    const paused = 'see https://portal.example/unpause?x=y';
    const table: readonly [Problem, message: string, hint: string | undefined][] = [
      [{ type: `${prefix}malformed` }, 'the CA refused the request: malformed', undefined],
      [{ type: 'urn:other:thing' }, 'the CA refused the request: urn:other:thing', undefined],
      [{ type: '' }, 'the CA refused the request: HTTP status 400', undefined],
      [
        { detail: 'both', subproblems: [sub('a.example', 'one'), sub(undefined, 'two'), sub('b.example', undefined)] },
        'the CA refused the request: both; a.example: one; two; b.example: dns',
        undefined,
      ],
      [
        { type: `${prefix}caa`, detail: 'no' },
        'the CA could not validate the order: no',
        'Add a CAA record that allows this CA: 0 issue "ca.example"',
      ],
      [
        { type: `${prefix}invalidProfile`, detail: 'no' },
        'the CA refused the request: no',
        'Set LETSENCRYPT_PROFILE to one of: a, b',
      ],
      [
        { type: `${prefix}userActionRequired`, detail: 'no', instance: 'https://ca.example/terms' },
        'the CA refused the account: no',
        'Open https://ca.example/terms',
      ],
      [{ type: `${prefix}unauthorized`, detail: 'no', instance: 'x' }, 'the CA refused the account: no', undefined],
      [
        { type: `${prefix}rateLimited`, detail: paused },
        `the CA asks for fewer requests: ${paused}`,
        'Put right what made validation fail, then open that link to lift the pause',
      ],
    ];
    for (const [problem, message, hint] of table) {
      const failure = problemFailure(problem, { url, ca: facts, status: 400 });
      assert.deepEqual([failure.message, failure.hint], [message, hint]);
      assert.equal(failure.retryable, problem.type === `${prefix}caa` || failure.code === 'ACME', message);
    }
    const waiting = problemFailure(
      { type: `${prefix}rateLimited`, status: 429 },
      { url, ca, headers: { 'retry-after': '9' } },
    );
    assert.deepEqual([waiting.status, waiting.retryAfterMs, waiting.retryable], [429, 9000, true]);
    const own = problemFailure({ detail: 'x' }, { url, ca, lead: 'in other words', withBinding: true });
    assert.equal(own.message, 'in other words: x');
    assert.match(own.hint ?? '', /LETSENCRYPT_EAB_KID/);
    const long = problemFailure({ detail: 'x'.repeat(3000) }, { url, ca });
    assert.equal(long.message, `the CA refused the request: ${'x'.repeat(2000)}`);
  });

  it('tells an order that is gone, and an account that was forgotten, from all else', () => {
    const of = (code: 'ACME' | 'API', details: object) => new Failure(code, 'no', details);
    const table: readonly [unknown, gone: boolean, forgotten: boolean][] = [
      [of('ACME', { serviceCode: 'orderExpired' }), true, false],
      [of('ACME', { status: 404 }), true, false],
      [of('ACME', { status: 403 }), false, false],
      [of('ACME', { serviceCode: `${prefix}accountDoesNotExist` }), false, true],
      [of('ACME', { serviceCode: 'accountDoesNotExist' }), false, false],
      [new Error('orderExpired'), false, false],
      [undefined, false, false],
    ];
    for (const [error, gone, forgotten] of table)
      assert.deepEqual([isOrderGone(error), isForgottenAccount(error)], [gone, forgotten], String(error));
  });
});

describe('what goes to and comes from a CA', () => {
  it('is no contact for nobody, and one for each address', () => {
    const table: readonly (readonly [string | undefined, ...string[]])[] = [
      [undefined],
      [''],
      ['noreply@example.com'],
      ['a@x.org', 'mailto:a@x.org'],
      ['a@x.org,,noreply@example.com,b@x.org', 'mailto:a@x.org', 'mailto:b@x.org'],
    ];
    for (const [email, ...contacts] of table) assert.deepEqual(contactOf(email), contacts, email);
  });

  it('is understood, or else the first thing in it that is wrong is named', () => {
    const good = Object.fromEntries(
      ['newNonce', 'newAccount', 'newOrder', 'revokeCert'].map((name) => [name, `https://ca.example/${name}`]),
    );
    assert.deepEqual(parseBody(Directory, { ...good, more: 1 }, 'here'), { ...good, more: 1 });
    const table: readonly [unknown, RegExp][] = [
      [{ ...good, newOrder: 'no url', revokeCert: 1 }, /understood at newOrder: /],
      [{ ...good, meta: { profiles: { a: 1 } } }, /understood at meta\.profiles\.a: /],
      ['<html>', /understood: /],
      [undefined, /understood: /],
    ];
    for (const [data, message] of table)
      assert.throws(
        () => parseBody(Directory, data, 'here'),
        (error) =>
          isFailure(error, 'RESPONSE') &&
          message.test(error.message) &&
          error.place === 'here' &&
          /ACME server/.test(error.hint ?? ''),
      );
  });
});
