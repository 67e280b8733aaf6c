import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { missing } from '../lab/index.js';
import { createPowerDnsInstallation } from './installation.js';

describe('letsencrypt-dns add', { skip: missing('pebble', 'pdns_server', 'sqlite3') }, () => {
  let installation: Awaited<ReturnType<typeof createPowerDnsInstallation>>;
  before(async () => {
    installation = await createPowerDnsInstallation({ domains: 'smtp.example.com' });
  });
  after(() => installation.stop());

  const domains = () => readFile(join(installation.configDir, 'domains.conf'), 'utf8');

  it('appends a line and obtains that certificate alone, in the same file', async () => {
    const before = await stat(join(installation.configDir, 'domains.conf'));
    const added = await installation.run(['add', 'www.example.com', 'mail.example.com', '--json']);
    assert.equal(added.code, 0, added.stderr);
    assert.match(added.stderr, /added line 2 of .*domains\.conf/);
    assert.equal(await domains(), 'smtp.example.com\nwww.example.com mail.example.com\n');
    assert.equal((await stat(join(installation.configDir, 'domains.conf'))).ino, before.ino);
    await stat(join(installation.configDir, 'live/www.example.com/fullchain.pem'));
    await assert.rejects(stat(join(installation.configDir, 'live/smtp.example.com')));
  });

  it('adds nothing that is there or is wrong, and says so', async () => {
    const text = await domains();
    for (const words of [['www.example.com'], ['no..name'], ['*.example.com', 'a.example.com']]) {
      const refused = await installation.hosted(['add', ...words]);
      assert.equal(refused.code, 2, refused.stderr);
      assert.match(refused.stderr, /nothing was added/);
    }
    // Neither is there anything added that nobody could prove.
    const without = await installation.hosted(['add', 'x.example.com'], { env: { LEXICON_POWERDNS_AUTH_TOKEN: '' } });
    assert.equal(without.code, 2, without.stderr);
    assert.match(without.stderr, /LEXICON_POWERDNS_AUTH_TOKEN/);
    assert.equal(await domains(), text);
  });

  it('leaves the line where the certificate cannot be had', async () => {
    const failed = await installation.hosted(['add', 'www.elsewhere.example']);
    assert.equal(failed.code, 1, failed.stderr);
    assert.match(await domains(), /^www\.elsewhere\.example$/m);
  });
});
