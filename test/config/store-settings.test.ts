import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lines, load } from './fixtures.js';

const key = Buffer.alloc(32, 7).toString('base64');
const oldKey = Buffer.alloc(32, 8).toString('base64');
const url = 'postgres://ledns:S3cret%2Fword@db.example.com:5432/ledns?sslmode=verify-full';

function read(env: Record<string, string>, files: Record<string, string> = {}) {
  return load(
    env,
    { '/conf/domains.conf': '# none', ...files },
    Object.keys(files).find((path) => path.endsWith('.yml')),
  );
}

describe('the store of several instances', () => {
  it('is a URL and a key, of which no output shows anything secret', async () => {
    const { state, problems } = await read({
      LETSENCRYPT_STORE: url,
      LETSENCRYPT_STORE_DIRECT: 'postgres://x:Another@y/z',
      LETSENCRYPT_STORE_KEY: key,
      LETSENCRYPT_STORE_KEY_OLD: oldKey,
      LETSENCRYPT_DELIVER: 'a.example.com, b.example.com',
    });
    assert.deepEqual(lines(problems), []);
    const { store, deliver } = state.settings;
    assert.deepEqual([store?.url, store?.key, store?.oldKey], [url, key, oldKey]);
    assert.deepEqual(deliver, ['a.example.com', 'b.example.com']);
    for (const secret of [url, key, oldKey, 'S3cret%2Fword', 'S3cret/word', 'Another'])
      assert.ok(state.secrets.includes(secret), secret);
  });

  it('has its key in a file, and the certificates of a host in its YAML', async () => {
    const { state, problems } = await read(
      { LETSENCRYPT_STORE: url, LETSENCRYPT_STORE_KEY_FILE: '/run/key' },
      { '/run/key': `${key}\n`, '/conf/config.yml': 'deliver: [a.example.com]\n' },
    );
    assert.deepEqual(lines(problems), []);
    assert.deepEqual([state.settings.store?.key, state.settings.deliver], [key, ['a.example.com']]);
    assert.equal(state.settings.store?.oldKey, undefined);
  });

  it('may come later than its key, which is secret by then', async () => {
    const { state, problems } = await read({ LETSENCRYPT_STORE_KEY: key });
    assert.deepEqual(lines(problems), []);
    assert.deepEqual([state.settings.store, state.settings.storeKey, state.secrets], [undefined, key, [key]]);
  });

  const refused: readonly (readonly [string, Record<string, string>, RegExp])[] = [
    ['no key', { LETSENCRYPT_STORE: url }, /without LETSENCRYPT_STORE_KEY/],
    ['a short key', { LETSENCRYPT_STORE: url, LETSENCRYPT_STORE_KEY: 'c2hvcnQ=' }, /not the base64 of 32 bytes/],
    [
      'words as a key',
      { LETSENCRYPT_STORE: url, LETSENCRYPT_STORE_KEY: 'no key at all, but just as long as one is.' },
      /not the base64/,
    ],
    [
      'an old key that is none',
      { LETSENCRYPT_STORE: url, LETSENCRYPT_STORE_KEY: key, LETSENCRYPT_STORE_KEY_OLD: 'x' },
      /KEY_OLD is not/,
    ],
    ['another database', { LETSENCRYPT_STORE: 'mysql://a/b', LETSENCRYPT_STORE_KEY: key }, /no URL of a PostgreSQL/],
    ['an old key without a store', { LETSENCRYPT_STORE_KEY_OLD: key }, /without LETSENCRYPT_STORE/],
    ['a second way without a first', { LETSENCRYPT_STORE_DIRECT: url }, /without LETSENCRYPT_STORE/],
  ];
  for (const [title, env, message] of refused) {
    it(`is refused with ${title}`, async () => {
      const { problems } = await read(env);
      assert.match(lines(problems).join('\n'), message);
      assert.doesNotMatch(lines(problems).join('\n'), /S3cret/);
    });
  }
});
