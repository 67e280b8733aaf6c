import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { generateKey } from '../../core/acme/keys.js';
import { projectRoot } from '../lab/index.js';
import { traced } from '../lab/traced.js';

/** Many new keys, each asked for its parts while memory is short, as it is at any moment of a long run. */
const work = `const { generateKey } = await import(process.argv[1]);
const { createPublicKey } = await import('node:crypto');
let parts = [];
for (let count = 0; count < 400; count += 1) {
  const { key } = await generateKey('ecdsa');
  for (let times = 0; times < 40; times += 1) parts.push(createPublicKey(key).export({ format: 'jwk' }));
  if (parts.length > 4000) parts = [];
}
console.log('all made');`;

describe('a new key', () => {
  for (const type of ['ecdsa', 'ecdsa256', 'ecdsa384', 'ecdsa521', 'rsa2048'] as const)
    it(`is written down as it works: ${type}`, async () => {
      // A secret that begins with a zero is one of 256.
      for (let count = 0; count < (type === 'rsa2048' ? 1 : 300); count += 1) {
        const { pem, key } = await generateKey(type);
        assert.ok(createPrivateKey(pem).equals(key));
        if (count > 0) continue;
        const text = Buffer.from('text');
        assert.ok(verify('sha256', text, createPublicKey(pem), sign('sha256', text, key)));
      }
    });

  it('never stands still where it is asked for its parts while memory is collected, as those of Node 20 do', async () => {
    const keys = join(projectRoot(), 'dist/core/acme/keys.js');
    assert.equal(await traced('--max-semi-space-size=1', work, keys), 'all made\n');
  });
});
