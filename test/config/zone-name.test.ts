import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readZoneName } from '../../core/config/zone-name.js';

describe('the name of a zone', () => {
  const good: Record<string, string> = {
    'Example.com.': 'example.com',
    sub: 'sub',
    '_acme-challenge.www.example.com': '_acme-challenge.www.example.com',
    'a_b.example.com': 'a_b.example.com',
    'müller.example': 'xn--mller-kva.example',
    '2.0.192.in-addr.arpa': '2.0.192.in-addr.arpa',
  };
  for (const [text, name] of Object.entries(good)) {
    test(`may be ${text}`, () => assert.deepEqual(readZoneName(text), { name }));
  }
  for (const text of [
    '',
    '.',
    'a..b',
    '*.example.com',
    'a b',
    'a/b',
    'https://example.com',
    '-a.example',
    'ä/b.example',
    `${'a'.repeat(64)}.b`,
  ]) {
    test(`is not ${JSON.stringify(text)}`, () => assert.ok('fault' in readZoneName(text)));
  }
});
