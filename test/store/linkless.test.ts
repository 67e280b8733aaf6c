import assert from 'node:assert/strict';
import { test } from 'node:test';
import { storageFailure } from '../../core/disk/storage-failure.js';

test('a file system without symbolic links is called so', () => {
  for (const code of ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']) {
    const cause = Object.assign(new Error(code), { code });
    const { message, hint } = storageFailure('link', '/etc/letsencrypt/live/a.example.com/cert.pem', cause);
    assert.match(message, /the file system has no symbolic links/);
    assert.match(hint ?? '', /exFAT/);
    assert.doesNotMatch(storageFailure('write', '/x', cause).message, /symbolic/);
  }
});
