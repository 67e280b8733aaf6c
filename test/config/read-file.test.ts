import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hintOf, tooLong, tryReadFile } from '../../core/config/read-file.js';
import { isFailure } from '../../core/sdk/failure.js';
import { lines, load, told } from './fixtures.js';

const failing = (error: unknown) => async () => {
  throw error;
};

test('a file is read, missing, or cannot be read for a reason, with a signal and without', async () => {
  const coded = (code: string) => Object.assign(new Error(`said by ${code}`), { code });
  const table: readonly [error: unknown, status: string, reason?: RegExp, hint?: RegExp][] = [
    [coded('ENOENT'), 'missing'],
    [coded('ENOTDIR'), 'missing'],
    [coded('EACCES'), 'unreadable', /^permission denied$/],
    [coded('EPERM'), 'unreadable', /^permission denied$/],
    [coded('EISDIR'), 'unreadable', /directory/, /Docker/],
    [coded('ELOOP'), 'unreadable', /symbolic links/],
    [coded('EIO'), 'unreadable', /disk/],
    [coded('EOTHER'), 'unreadable', /^said by EOTHER$/],
    [new Error('plain'), 'unreadable', /^plain$/],
    ['a word', 'unreadable', /^a word$/],
    [null, 'unreadable', /^null$/],
    [Object.assign(new Error('refused'), { hint: 'Do this' }), 'unreadable', /^refused$/, /^Do this$/],
    [Object.assign(new Error('refused'), { hint: 1 }), 'unreadable', /^refused$/],
  ];
  for (const signal of [undefined, new AbortController().signal]) {
    for (const [error, status, reason, hint] of table) {
      const file = await tryReadFile(failing(error), '/x', signal);
      assert.equal(file.status, status, String(error));
      if (file.status === 'unreadable') assert.match(file.reason, reason ?? /^$/);
      if (hint === undefined) assert.deepEqual(hintOf(file), {}, String(error));
      else assert.match(hintOf(file).hint ?? '', hint);
    }
    assert.deepEqual(await tryReadFile(async () => 'text', '/x', signal), { status: 'read', text: 'text' });
  }
});

test('the end of the time for all files is no fault of one, and nothing is read after it', async () => {
  const slow = tooLong(new Error('slow'));
  await assert.rejects(tryReadFile(failing(slow), '/x', undefined), (error) => error === slow);
  assert.ok(isFailure(slow, 'TIMEOUT'));
  const stopped = AbortSignal.abort(new Error('stopped'));
  const read = () => assert.fail('read');
  await assert.rejects(tryReadFile(read, '/x', stopped), /^Error: stopped$/);
});

test('a bundle of roots is there, can be read and holds a certificate, or is an error of its variable', async () => {
  const table: readonly [content: string | { readonly code: string } | undefined, words?: RegExp][] = [
    ['-----BEGIN CERTIFICATE-----\n'],
    ['# roots\n-----BEGIN CERTIFICATE-----\n'],
    ['-----BEGIN PRIVATE KEY-----\n', /no certificate in PEM form/],
    ['', /no certificate in PEM form/],
    [undefined, /there is no such file/],
    [{ code: 'EACCES' }, /permission denied/],
    [{ code: 'EISDIR' }, /directory/],
  ];
  for (const [content, words] of table) {
    const files = { '/conf/domains.conf': '#', ...(content !== undefined && { '/ca.pem': content }) };
    const { problems, state } = await load({ LETSENCRYPT_CA_BUNDLE: '/ca.pem' }, files);
    assert.deepEqual(told(problems), words === undefined ? [] : ['LETSENCRYPT_CA_BUNDLE !']);
    for (const line of lines(problems)) {
      assert.match(line, words ?? /^$/);
      assert.match(line, /\/ca\.pem/);
    }
    assert.equal(state.settings.caBundle, '/ca.pem');
  }
});
