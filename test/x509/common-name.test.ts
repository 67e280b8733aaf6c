import assert from 'node:assert/strict';
import { it } from 'node:test';
import { commonName, issuerOf, subjectOf } from '../../core/x509/common-name.js';

const names: readonly [distinguished: string | undefined, common: string | undefined, issuer: string][] = [
  ['CN=a.example', 'a.example', 'a.example'],
  ['C=US\nO=Some CA\nCN=R10', 'R10', 'R10'],
  ['CN=Old\nCN=New', 'New', 'New'],
  ['O=Some CA + CN=Root X\\, and more', 'Root X, and more', 'Root X, and more'],
  ['CN=a\\+b + O=Some CA', 'a+b', 'a+b'],
  ['O=ACN=no\nOU=x', undefined, 'O=ACN=no, OU=x'],
  [undefined, undefined, ''],
];

it('a certificate is called by its common name, else by the first other name, else by all that its name says', () => {
  for (const [distinguished, common, shown] of names) {
    assert.equal(commonName(distinguished), common);
    assert.equal(issuerOf({ issuer: distinguished } as never), shown);
    assert.equal(subjectOf({ subject: distinguished } as never), shown);
    const subjectAltName = 'DNS:www.example, DNS:other.example';
    assert.equal(subjectOf({ subject: distinguished, subjectAltName } as never), common ?? 'www.example');
  }
});
