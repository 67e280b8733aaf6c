import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fromValue, toValue } from '../../../providers/gandi/value.js';

const values: readonly (readonly [type: string, content: string, value: string])[] = [
  ['TXT', 'one-Two_3.:=+/', 'one-Two_3.:=+/'],
  ['TXT', 'with a "blank"', String.raw`"with a \"blank\""`],
  ['TXT', 'a'.repeat(255), 'a'.repeat(255)],
  ['TXT', 'a'.repeat(256), `"${'a'.repeat(255)}" "a"`],
  ['CNAME', 'host.example.com.', 'host.example.com.'],
  ['CAA', '0 issue "letsencrypt.org"', '0 issue "letsencrypt.org"'],
  ['MX', '10 "odd"', '10 "odd"'],
  ['SPF', '"v=spf1 -all"', '"v=spf1 -all"'],
];

for (const [type, content, value] of values) {
  it(`gandi takes ${type} ${content.slice(0, 30)} and gives it back`, () => {
    assert.equal(toValue(type, content), value);
    assert.equal(fromValue(type, value), content);
  });
}
