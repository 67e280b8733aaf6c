import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { makeAuthority } from './certificates.js';
import { makeConfigDir } from './volume.js';

interface Told {
  readonly trouble: Readonly<Record<string, readonly string[]>>;
  readonly modes: Readonly<Record<string, number>>;
}

/** Names of files that hold keys, or may. */
const secret = /^(privkey\d*\.pem|private_key\.json|.*\.pfx|.*\.jsonl)$/;

describe('what the store says is done', () => {
  it('is on the disk by then, each sync in its place, and keys were never open to others', (context) => {
    const configDir = makeConfigDir(context);
    const pemFile = join(dirname(configDir), 'pem.json');
    writeFileSync(pemFile, JSON.stringify(makeAuthority().issue(['smtp.example.com'])));
    const child = fileURLToPath(new URL('./durability-child.js', import.meta.url));
    const { stdout, stderr, status } = spawnSync(process.execPath, [child, configDir, pemFile], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    const { trouble, modes } = JSON.parse(stdout) as Told;
    assert.deepEqual(
      Object.entries(trouble).filter(([, found]) => found.length > 0),
      [],
    );
    assert.equal(Object.keys(trouble).length, 8);
    const keys = Object.entries(modes).filter(([name]) => secret.test(name));
    assert.ok(keys.length >= 5, Object.keys(modes).join(' '));
    for (const [name, mode] of keys) assert.equal(mode & 0o077, 0, `${name} was opened with ${mode.toString(8)}`);
  });
});
