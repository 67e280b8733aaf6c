import 'reflect-metadata';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { storeMigrateCommand } from '../../core/cli/commands/store-move.js';
import { storeUrlSecrets } from '../../core/config/setting-secrets.js';
import { createRedactor } from '../../core/http/redact.js';
import { createTempDir } from '../lab/index.js';

describe('the address of a shared store', () => {
  it('is secret as a whole, and so is its password by itself, in both ways of writing it', () => {
    const table: readonly (readonly [url: string, passwords: readonly string[]])[] = [
      ['postgres://role:p%21w@one:5432,two:5432/db', ['p%21w', 'p!w']],
      ['postgresql://role:half%@db.example.com/db', ['half%', 'half%']],
      ['postgres://role@db.example.com/db', []],
      ['postgres://role:@db.example.com/db', []],
      ['postgres://db.example.com/db', []],
    ];
    for (const [url, passwords] of table) assert.deepEqual(storeUrlSecrets(url), [url, ...passwords]);
  });

  it('is kept out of all output also where it is the target of a move', async () => {
    const directory = await createTempDir('store-move');
    const redactor = createRedactor();
    try {
      const env = { LETSENCRYPT_STORE_KEY: Buffer.alloc(32, 1).toString('base64'), LOG_LEVEL: 'silent' };
      const context = { globals: { configDir: directory.path }, env, redactor };
      const to = 'postgres://role:only%21here@127.0.0.1:1/db';
      await assert.rejects(storeMigrateCommand(context, { to }), (error: Error) => !error.message.includes('only'));
      assert.doesNotMatch(redactor.redact('only%21here only!here'), /here/);
    } finally {
      await directory.remove();
    }
  });
});
