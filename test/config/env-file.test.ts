import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEnvFile } from '../../core/config/env-file.js';
import { sourcesGone } from '../../core/config/sources-gone.js';
import { usualEnvFile } from '../../core/config/usual-env-file.js';
import { type Files, fakeFiles, lines } from './fixtures.js';

async function read(files: Files, env: Record<string, string> = {}, mode = 0o600) {
  const { variables, problems } = await readEnvFile({
    env,
    signal: AbortSignal.timeout(5_000),
    readFile: fakeFiles(files),
    inspectFile: async (path) => (path in files ? { mode, owner: 0, links: 1 } : undefined),
  });
  return { variables, problems: lines(problems) };
}

test('the env file is read as the contract has it', async () => {
  const text = `\ufeff# a comment
LEXICON_PROVIDER=ovh

  export TOKEN="a b # no comment"\r
SINGLE='x "y" z'
HALF="x
EMPTY=
INNER=a=b
TWICE=one
TWICE=two
`;
  const { variables, problems } = await read({ [usualEnvFile]: text });
  assert.deepEqual(problems, []);
  assert.deepEqual(variables, {
    LEXICON_PROVIDER: 'ovh',
    TOKEN: 'a b # no comment',
    SINGLE: 'x "y" z',
    HALF: '"x',
    EMPTY: '',
    INNER: 'a=b',
    TWICE: 'two',
  });
});

test('a variable of the process wins, in either form', async () => {
  const text = 'A=file\nB=file\nC_FILE=/file\nD=file\nE=file';
  const { variables } = await read({ [usualEnvFile]: text }, { A: 'process', B_FILE: '/p', C: 'process', D: '' });
  assert.deepEqual(variables, { E: 'file' });
});

test('a file that was named must be there, the usual one need not', async () => {
  assert.deepEqual(await read({}), { variables: {}, problems: [] });
  const named = await read({}, { LETSENCRYPT_ENV_FILE: '/x.env' });
  assert.deepEqual(named.problems, ['LETSENCRYPT_ENV_FILE: error: there is no file /x.env']);
  assert.deepEqual((await read({ '/x.env': 'A=1' }, { LETSENCRYPT_ENV_FILE: '/x.env' })).variables, { A: '1' });
  const forbidden = { [usualEnvFile]: { code: 'EACCES' } };
  assert.match((await read(forbidden)).problems.join(), /warning: .*permission denied/);
  const folder = await read({ '/x.env': { code: 'EISDIR' } }, { LETSENCRYPT_ENV_FILE: '/x.env' });
  assert.match(folder.problems.join(), /error: .*it is a directory.*Docker makes/);
});

test('what others may read is warned of, what they may write is refused', async () => {
  const files = { [usualEnvFile]: 'A=1' };
  const readable = await read(files, {}, 0o644);
  assert.deepEqual(readable.variables, { A: '1' });
  assert.match(readable.problems.join(), /warning: everybody may read the env file/);
  const writable = await read(files, {}, 0o622);
  assert.deepEqual(writable.variables, {});
  assert.match(writable.problems.join(), /error: the env file is refused/);
  assert.deepEqual((await read(files, {}, 0o660)).problems, []);
});

test('a line of another form is an error that shows nothing of it', async () => {
  const { problems } = await read({ [usualEnvFile]: 'A=1\nTOKEN = secret\n' });
  assert.equal(problems.length, 1);
  assert.match(problems[0] ?? '', /letsencrypt-dns.env:2: error: /);
  assert.doesNotMatch(problems[0] ?? '', /secret/);
});

test('sources that ask for nothing any more are told of once', () => {
  const source = (status: 'read' | 'empty' | 'missing') =>
    ({ kind: 'domains.conf', path: '/c', status, complete: true }) as const;
  assert.equal(sourcesGone([source('read')], [source('empty')]).length, 1);
  assert.equal(sourcesGone([source('read')], [source('missing')]).length, 1);
  assert.equal(sourcesGone([source('empty')], [source('empty')]).length, 0);
  assert.equal(sourcesGone([source('empty')], [source('read')]).length, 0);
  assert.equal(sourcesGone(undefined, [source('empty')]).length, 1);
});
