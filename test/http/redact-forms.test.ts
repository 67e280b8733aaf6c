import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRedactor } from '../../core/http/redact.js';

/** With something that each encoding treats in its own way. */
const secret = 'aB3/x+Y z!\'()*~&<>"\\=wörd-Q9';
const plain = 'ghp_aB3xYz09QwErTy';

const strict = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
const lowerPercents = (text: string) => text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
const unicode = (text: string) =>
  [...text].map((character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
const html = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
const mime = (text: string) =>
  (
    Buffer.from(text)
      .toString('base64')
      .match(/.{1,20}/g) ?? []
  ).join('\r\n');
const wrapped = (text: string) => `${text.slice(0, 9)}\n    ${text.slice(9)}`;

const forms: Readonly<Record<string, (text: string) => string>> = {
  raw: (text) => text,
  'percent-encoded': encodeURIComponent,
  'percent-encoded in lower case': (text) => lowerPercents(encodeURIComponent(text)),
  'percent-encoded by RFC 3986': strict,
  'percent-encoded whole': (text) =>
    [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  'percent-encoded twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  'percent-encoded three times': (text) => encodeURIComponent(encodeURIComponent(strict(text))),
  'in a form': (text) => new URLSearchParams({ s: text }).toString().slice(2),
  'in JSON': (text) => JSON.stringify(text).slice(1, -1),
  'in JSON of PHP': (text) => JSON.stringify(text).slice(1, -1).replaceAll('/', '\\/'),
  'in ASCII JSON': unicode,
  'in JSON in JSON': (text) => JSON.stringify(JSON.stringify(text).replaceAll('/', '\\/')),
  'in JSON in JSON in JSON': (text) => JSON.stringify(JSON.stringify(JSON.stringify(text))),
  'in HTML': html,
  'in HTML by numbers': (text) => [...text].map((character) => `&#x${character.charCodeAt(0).toString(16)};`).join(''),
  'in HTML in JSON': (text) => JSON.stringify(html(text)),
  'in hexadecimal': (text) => Buffer.from(text).toString('hex'),
  'in upper hexadecimal': (text) => Buffer.from(text).toString('hex').toUpperCase(),
  'in base64': (text) => Buffer.from(text).toString('base64'),
  'in base64url': (text) => Buffer.from(text).toString('base64url'),
  'in MIME base64': mime,
  'in MIME base64 in JSON': (text) => JSON.stringify(mime(text)).slice(1, -1),
  'in base64, percent-encoded': (text) => encodeURIComponent(Buffer.from(text).toString('base64')),
  'broken over lines': wrapped,
  'broken over lines in JSON': (text) => JSON.stringify(wrapped(text)).slice(1, -1),
  'in upper case': (text) => text.toUpperCase().replace('WÖRD', 'wörd'),
  'in lower case': (text) => text.toLowerCase(),
};

describe('a secret', () => {
  const { redact } = createRedactor(secret, plain);

  for (const [form, write] of Object.entries(forms)) {
    it(`is found ${form}`, () => {
      for (const value of [secret, plain]) {
        assert.match(redact(`before <${write(value)}> after`), /^before <["\\]*\[secret\]["\\]*> after$/, form);
      }
    });
  }

  it('is found in the midst of what is in base64', () => {
    for (const user of ['u', 'us', 'use', 'user']) {
      const basic = Buffer.from(`${user}:${plain}`).toString('base64');
      assert.match(redact(`Basic ${basic}`), /^Basic .{0,8}\[secret\].{0,3}$/);
    }
  });

  it('that was cut off goes as far as it goes', () => {
    assert.equal(redact(`token ${plain.slice(0, 6)}… refused`), 'token [secret]… refused');
    assert.equal(redact(`token ${plain.slice(0, 6)}... refused`), 'token [secret]... refused');
    assert.equal(redact(`token ${plain.slice(0, 9)}`), 'token [secret]');
    assert.equal(redact(`token ${encodeURIComponent(secret).slice(0, 12)}…`), 'token [secret]…');
    assert.equal(redact('what is this…'), 'what is this…');
  });

  it('that is short is found to the letter only', () => {
    const short = createRedactor('Abcd');
    assert.equal(short.redact('Abcd abcd ABCD'), '[secret] abcd ABCD');
  });

  it('that is an address goes without its query, too', () => {
    const hook = createRedactor('https://hooks.example.org/s3cret?key=1');
    assert.equal(hook.redact('at https://hooks.example.org/s3cret: refused'), 'at [secret]: refused');
    assert.equal(hook.redact('at https://hooks.example.org: refused'), 'at https://hooks.example.org: refused');
  });

  it('leaves all other text as it is', () => {
    for (const text of ['a+b %41 \\u0041 &amp; …', 'ä\nö\r\n  ü', '{"a":"\\/"}', '']) assert.equal(redact(text), text);
  });
});

describe('many secrets', () => {
  it('cost no more than few: the work grows with the text alone', () => {
    const many = Array.from({ length: 2000 }, (_, index) => `secret-number-${index}-${index * 7919}`);
    const redactor = createRedactor(...many);
    const text = 'nothing to see here … '.repeat(50);
    assert.equal(redactor.redact(text), text);
    assert.equal(redactor.redact(`a ${many[1234]} b`), 'a [secret] b');
    assert.equal(redactor.redact('secret-number-1…'), '[secret]…');
  });

  it('that come and go are forgotten, the oldest first', () => {
    const redactor = createRedactor('lasting-secret');
    for (let index = 0; index < 1500; index += 1) redactor.addPassing(`token-of-a-login-${index}-end`);
    redactor.addPassing('token-of-a-login-1499-end', undefined, 'abc');
    assert.equal(redactor.redact('token-of-a-login-1499-end'), '[secret]');
    assert.equal(redactor.redact('lasting-secret'), '[secret]');
    assert.equal(redactor.redact('<token-of-a-login-7-end>'), '<token-of-a-login-7-end>');
  });
});
