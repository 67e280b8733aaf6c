import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type AcmeAuthorization,
  assertOrdered,
  authorizationsToRead,
  explainAuthorization,
  explainInvalidOrder,
  readAuthorization,
} from '../../core/acme/authorizations.js';
import { alternatesOf } from '../../core/acme/certificate.js';
import type { HttpAnswer } from '../../core/acme/engine.js';
import { generatePrivateKey, type KeyType } from '../../core/acme/keys.js';
import { type AcmeOrder, readOrder } from '../../core/acme/orders.js';
import { isFailure } from '../../core/sdk/failure.js';
import { fakeClock } from './fake-ca.js';

const url = 'https://ca.example/authorization?x=y';
const clock = fakeClock();
const ca = { profiles: {}, caaIdentities: [] };
const prefix = 'urn:ietf:params:acme:error:';

function answer(data: unknown, headers: Record<string, string> = {}): HttpAnswer {
  return { status: 200, headers, text: '', data } as HttpAnswer;
}

function body(more: object = {}, challenge: object = {}) {
  const dns = { type: 'dns-01', url: 'https://ca.example/challenge', status: 'pending', token: 'token', ...challenge };
  const http = { type: 'http-01', url: 'https://ca.example/other', status: 'pending', token: 'other' };
  return { identifier: { value: 'A.example' }, status: 'pending', challenges: [http, dns], ...more };
}

const read = (data: unknown, headers?: Record<string, string>) =>
  readAuthorization(url, answer(data, headers), 'print', clock);

describe('an authorization', () => {
  it('says what must stand in the DNS', () => {
    assert.deepEqual(read(body({ wildcard: true, expires: '2030-01-01T00:00:00Z' }), { 'retry-after': '3' }), {
      url,
      domain: 'a.example',
      wildcard: true,
      status: 'pending',
      expires: new Date('2030-01-01T00:00:00Z'),
      recordName: '_acme-challenge.a.example',
      // SHA-256 of "token.print".
      recordValue: 'geGXac0jpnr_GBoGGXIb8nnygzls1TYLC3imeqgZSLw',
      proof: { domain: 'a.example', token: 'token', keyAuthorization: 'token.print' },
      challenge: { url: 'https://ca.example/challenge', status: 'pending' },
      error: undefined,
      retryAfterMs: 3000,
    });
    const plain = read(body());
    assert.deepEqual([plain.wildcard, plain.expires, plain.retryAfterMs], [false, undefined, undefined]);
  });

  it('needs a DNS challenge only where it must be proved', () => {
    const other = { type: 'http-01', url, status: 'valid' };
    const proved = read(body({ status: 'valid', challenges: [other] }));
    assert.deepEqual([proved.challenge, proved.recordValue, proved.proof], [undefined, undefined, undefined]);
    for (const data of [body({ challenges: [other] }), body({}, { token: undefined })])
      assert.throws(
        () => read(data),
        (error) => isFailure(error, 'UNSUPPORTED') && / for a\.example$/.test(error.message),
      );
  });

  it('that is not valid is told by the reason of the CA, else by its state', () => {
    const refused = { status: 'invalid', wildcard: true };
    const table: readonly [more: object, challenge: object, code: string, message: RegExp, hint: RegExp][] = [
      [
        refused,
        { error: { type: `${prefix}dns`, detail: 'no record' } },
        'VALIDATION',
        /validate \*\.a\.example: no record$/,
        /DNSSEC/,
      ],
      [
        refused,
        { error: { type: `${prefix}unauthorized` } },
        'VALIDATION',
        /validate \*\.a\.example: unauthorized$/,
        /_acme-challenge\.a\.example/,
      ],
      [refused, { error: { type: `${prefix}rateLimited`, detail: 'many' } }, 'RATE_LIMITED', /: many$/, /./],
      [refused, { error: { type: `${prefix}serverInternal`, detail: 'oops' } }, 'SERVER', /: oops$/, /./],
      [{ status: 'expired' }, {}, 'VALIDATION', /^the authorization of a\.example is expired$/, /^$/],
    ];
    for (const [more, challenge, code, message, hint] of table) {
      const failure = explainAuthorization(read(body(more, challenge)), ca);
      assert.equal(failure.code, code);
      assert.match(failure.message, message);
      assert.match(failure.hint ?? '', hint);
      assert.equal(failure.place, 'https://ca.example/authorization');
    }
    const status = { error: { type: `${prefix}dns`, detail: 'x', status: 400 } };
    const failure = explainAuthorization(read(body(refused, status)), ca);
    assert.deepEqual([failure.status, failure.serviceCode], [400, `${prefix}dns`]);
    assert.equal(explainAuthorization(read(body({ status: 'revoked' })), ca).serviceCode, 'orderExpired');
  });
});

const order: AcmeOrder = {
  url: 'https://ca.example/order',
  status: 'invalid',
  domains: ['a.example', '*.b.example'],
  authorizationUrls: ['1', '2'],
  finalizeUrl: 'https://ca.example/finalize',
};

describe('an order', () => {
  it('is read with all that it says', () => {
    const data = {
      status: 'valid',
      expires: '2030-01-01T00:00:00Z',
      identifiers: [{ value: 'A.example' }],
      authorizations: ['1'],
      finalize: 'f',
      certificate: 'c',
      profile: 'p',
      error: { detail: 'd' },
    };
    assert.deepEqual(readOrder('u', answer(data, { 'retry-after': '2' }), clock), {
      url: 'u',
      status: 'valid',
      domains: ['a.example'],
      authorizationUrls: ['1'],
      finalizeUrl: 'f',
      certificateUrl: 'c',
      expires: new Date('2030-01-01T00:00:00Z'),
      profile: 'p',
      error: { detail: 'd' },
      retryAfterMs: 2000,
    });
  });

  it('that is invalid names each refused name, else the reason of the order, else none', () => {
    const named = (domain: string, error?: object) =>
      read(body({ identifier: { value: domain }, status: 'invalid' }, { ...(error && { error }) }));
    const one = named('a.example', { type: `${prefix}dns`, detail: 'first' });
    const other = named('b.example', { type: `${prefix}caa` });
    assert.match(
      explainInvalidOrder(order, [named('c.example'), one, other], ca).message,
      /validate a\.example: first; b\.example: caa$/,
    );
    const whole = { ...order, error: { type: `${prefix}rejectedIdentifier`, detail: 'none of these' } };
    assert.match(explainInvalidOrder(whole, [named('c.example')], ca).message, /: none of these$/);
    const silent = explainInvalidOrder(order, [], ca);
    assert.deepEqual([silent.code, silent.serviceCode, silent.place], ['ACME', 'orderExpired', order.url]);
  });

  it('has two authorizations for each name at most, each read once', () => {
    assert.deepEqual(authorizationsToRead({ ...order, authorizationUrls: ['1', '2', '1', '3', '4', '4'] }), [
      '1',
      '2',
      '3',
      '4',
    ]);
    assert.throws(
      () => authorizationsToRead({ ...order, authorizationUrls: ['1', '2', '3', '4', '5'] }),
      (error) => isFailure(error, 'RESPONSE') && /wants 5 authorizations for 2 names/.test(error.message),
    );
  });

  it('is proved for its own names alone', () => {
    const table: readonly [domain: string, wildcard: boolean, status: AcmeAuthorization['status'], ok: boolean][] = [
      ['a.example', false, 'pending', true],
      ['a.example', true, 'pending', false],
      ['b.example', true, 'pending', true],
      ['b.example', false, 'pending', true],
      ['c.example', false, 'pending', false],
      ['c.example', false, 'valid', true],
    ];
    for (const [domain, wildcard, status, ok] of table) {
      const given = { ...read(body()), domain, wildcard, status };
      if (ok) assertOrdered(given, order);
      else
        assert.throws(
          () => assertOrdered(given, order),
          (error) => isFailure(error, 'RESPONSE') && error.message.includes(` for ${wildcard ? '*.' : ''}${domain},`),
        );
    }
  });
});

describe('what belongs to certificates', () => {
  it('finds the alternative chains of a Link header', () => {
    const base = 'https://ca.example/certificate/1';
    const table: readonly (readonly [link: string | undefined, ...found: string[]])[] = [
      [undefined],
      ['<https://ca.example/directory>;rel="index"'],
      ['<https://ca.example/c/2>;rel="alternate"', 'https://ca.example/c/2'],
      [
        '<2>; rel=alternate, </3>;title="x" ; rel="up alternate"',
        'https://ca.example/certificate/2',
        'https://ca.example/3',
      ],
      ['<2>;rel="alternates", <3>;rel="index", <4>;REL="Alternate"', 'https://ca.example/certificate/4'],
    ];
    for (const [link, ...found] of table) assert.deepEqual(alternatesOf(link, base), found, link);
  });

  it('is a key of the kind that was asked for', async () => {
    const table: readonly [KeyType, RegExp | undefined][] = [
      ['rsa', /^rsa 2048/],
      ['ecdsa', /^ec prime256v1/],
      ['ecdsa256', /^ec prime256v1/],
      ['ecdsa384', /^ec secp384r1/],
      ['ecdsa521', /^ec secp521r1/],
      ['ecdsa999', undefined],
      ['other', undefined],
    ];
    const { createPrivateKey } = await import('node:crypto');
    for (const [type, expected] of table) {
      if (expected === undefined) {
        await assert.rejects(generatePrivateKey(type), (error) => isFailure(error, 'UNSUPPORTED'), type);
        continue;
      }
      const key = createPrivateKey(await generatePrivateKey(type));
      const { namedCurve, modulusLength } = key.asymmetricKeyDetails ?? {};
      assert.match(`${key.asymmetricKeyType} ${namedCurve ?? modulusLength}`, expected);
    }
  });
});
