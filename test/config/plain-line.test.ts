import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parseDomainsConf } from '../../core/config/domains-conf.js';
import { plainDomains } from '../../core/config/plain-line.js';

/** Lines, and whether they are read at one glance. */
const lines: readonly (readonly [line: string, isPlain: boolean])[] = [
  ['a.example.com', true],
  ['a.example.com www.a.example.com', true],
  [Array.from({ length: 120 }, (_, index) => `n${index}.example.com`).join(' '), true],
  ['a.example.com a.example.com', false],
  ['*.example.com example.com', false],
  ['a.example.com autorestart-containers=web', false],
  ['a.example.com # www.example.com', false],
  ['A.example.com', false],
  ['a.example.com.', false],
  ['localhost', false],
  ['a..example.com', false],
  ['-a.example.com', false],
  ['10.0.0.1', false],
  ['xn--a.example.com', false],
  [`${'a'.repeat(64)}.example.com`, false],
  [`${'a.'.repeat(124)}example.com`, false],
  ['münchen.example', false],
  ['"a.example.com"', false],
  ['a.example.com,b.example.com', false],
];

for (const [line, isPlain] of lines) {
  it(`reads ${line.slice(0, 40)} the same at one glance as word by word`, () => {
    assert.equal(plainDomains(line) !== undefined, isPlain);
    // The blank at its end keeps it from being read at one glance.
    assert.deepEqual(parseDomainsConf(line), parseDomainsConf(`${line} `));
    assert.equal(plainDomains(`${line} `), undefined);
  });
}
