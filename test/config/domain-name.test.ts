import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDomain, wildcardCovers } from '../../core/config/domain-name.js';

const label63 = 'a'.repeat(63);

test('good names become lower-case A-labels', () => {
  const names: readonly [string, string][] = [
    ['example.com', 'example.com'],
    ['EXAMPLE.Com.', 'example.com'],
    ['*.Example.com', '*.example.com'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['*.BÜCHER.example', '*.xn--bcher-kva.example'],
    ['faß.de', 'xn--fa-hia.de'],
    ['例え.jp', 'xn--r8jz45g.jp'],
    ['XN--BCHER-KVA.example', 'xn--bcher-kva.example'],
    ['1.example.com', '1.example.com'],
    ['a--b.example.com', 'a--b.example.com'],
    [`${label63}.example`, `${label63}.example`],
  ];
  for (const [text, name] of names) assert.deepEqual(checkDomain(text), { name }, text);
});

test('bad names are refused, with the reason', () => {
  const names: readonly [string, RegExp][] = [
    ['localhost', /single label/],
    ['*.com', /single label/],
    ['192.0.2.1', /not a domain name/],
    ['2001:db8::1', /not a domain name/],
    ['example.1', /ends with a number/],
    ['a..example.com', /empty label/],
    ['.example.com', /empty label/],
    ['-a.example.com', /begins or ends with a hyphen/],
    ['a-.example.com', /begins or ends with a hyphen/],
    ['a_b.example.com', /underscore/],
    ['www.*.example.com', /wildcard/],
    ['w*.example.com', /wildcard/],
    ['*', /wildcard/],
    ['*.*.example.com', /wildcard/],
    ['https://example.com', /is a URL/],
    ['a.com,b.com', /comma/],
    ['ex%41mple.com', /character `%`/],
    ['a/b.com', /character `\/`/],
    ...['xn--a.com', 'xn--.com', 'xn--a-.com', 'a.xn--9.com', 'xn--xn---epa.com', '*.xn--0.xn--bcher-kva.de'].map(
      (name): [string, RegExp] => [name, /internationalised/],
    ),
    ['bücher%41.example', /internationalised/],
    [`${label63}a.example`, /more than 63/],
    [`${`${label63}.`.repeat(4)}example`, /longer than 253/],
    ['', /not a domain name/],
  ];
  for (const [text, fault] of names) {
    const checked = checkDomain(text);
    assert.match('fault' in checked ? checked.fault : `accepted as ${checked.name}`, fault, text);
  }
});

test('a wildcard covers one label, and not its own domain', () => {
  assert.equal(wildcardCovers('*.example.com', 'www.example.com'), true);
  assert.equal(wildcardCovers('*.example.com', 'example.com'), false);
  assert.equal(wildcardCovers('*.example.com', 'a.b.example.com'), false);
  assert.equal(wildcardCovers('*.example.com', '*.a.example.com'), false);
  assert.equal(wildcardCovers('*.example.com', '*.example.com'), false);
  assert.equal(wildcardCovers('www.example.com', 'www.example.com'), false);
});
