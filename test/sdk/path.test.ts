import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { baseAddress, isFailure, path, sentPath } from '../../core/sdk/index.js';

describe('the path tag', () => {
  it('keeps each part within its segment', () => {
    const cases: readonly (readonly [string | number, string])[] = [
      ['www', '/zones/www/records'],
      [7, '/zones/7/records'],
      ['@', '/zones/@/records'],
      ['*.a', '/zones/*.a/records'],
      ['a/b', '/zones/a%2Fb/records'],
      ['a?b#c', '/zones/a%3Fb%23c/records'],
      ['..\\..', '/zones/..%5C../records'],
      ['%2e%2e', '/zones/%252e%252e/records'],
      ['../../victim.example', '/zones/..%2F..%2Fvictim.example/records'],
      ['ü', '/zones/%C3%BC/records'],
    ];
    for (const [part, wanted] of cases) assert.equal(String(path`/zones/${part}/records`), wanted);
  });

  it('takes other paths as they are', () => {
    const records = path`/zones/${'a/b'}/records`;
    assert.equal(String(path`${records}/${'1/2'}`), '/zones/a%2Fb/records/1%2F2');
    assert.equal(String(path`${records}/batch`), '/zones/a%2Fb/records/batch');
  });

  it('refuses parts that lead elsewhere or nowhere', () => {
    const refused = (error: unknown) => isFailure(error, 'UNSUPPORTED');
    for (const part of ['', '.', '..']) {
      assert.throws(() => path`/zones/${part}/records`, refused);
      assert.throws(() => path`/zones/${part}`, refused);
    }
    assert.throws(() => path`/zones/${'.'}.`, refused);
    assert.throws(() => path`/zones/%2e${'.'}/x`, refused);
  });

  it('lets a part of a host be nothing else', () => {
    assert.equal(String(path`https://dns.${'tyo1'}.example/v1/${'a/b'}`), 'https://dns.tyo1.example/v1/a%2Fb');
    for (const part of ['evil.example/', 'evil.example#', '@evil.example', 'a:80', '..', '', '.evil', 'a..b', 'a\\']) {
      assert.throws(
        () => path`https://dns.${part}.example/v1`,
        (error) => isFailure(error, 'CONFIG'),
      );
    }
  });
});

describe('addresses that users give', () => {
  it('may have paths and slashes at their end', () => {
    assert.equal(
      String(path`${baseAddress(' http://127.0.0.1:8081/dns// ')}/api/${'x'}`),
      'http://127.0.0.1:8081/dns/api/x',
    );
  });

  it('may begin with a part', () => {
    assert.equal(String(path`${'a'}/b`), 'a/b');
    assert.throws(() => path`${''}/b`, /cannot be part/);
  });

  it('may lack a scheme where one is usual', () => {
    for (const [given, text] of [
      ['dns.example/', 'https://dns.example'],
      [' dns.example:81/v1', 'https://dns.example:81/v1'],
      ['http://dns.example', 'http://dns.example'],
    ] as const)
      assert.equal(String(baseAddress(given, 'https')), text);
    for (const given of ['', 'ftp://a.example', 'a b']) assert.throws(() => baseAddress(given, 'https'), /is none/);
  });

  it('have a scheme', () => {
    for (const given of ['localhost:8081', '', 'ftp://a.example', 'dns.example']) {
      assert.throws(
        () => baseAddress(given),
        (error) => isFailure(error, 'CONFIG'),
      );
    }
  });
});

describe('paths that a service sends', () => {
  it('stay paths below its own server', () => {
    const cases = [
      ['/subscriptions/s/dnszones/a.example', '/subscriptions/s/dnszones/a.example'],
      ['.evil.test/x', '/.evil.test/x'],
      ['@evil.test/x', '/@evil.test/x'],
      ['/a%2fb/c%zz', '/a%2Fb/c%25zz'],
      ['/a?b', '/a%3Fb'],
    ];
    for (const [given = '', wanted] of cases) assert.equal(String(sentPath(given)), wanted);
    for (const given of ['/a/../b', '/a/%2e%2E/b', '/a//b', '']) {
      assert.throws(
        () => sentPath(given),
        (error) => isFailure(error, 'UNSUPPORTED'),
      );
    }
  });
});
