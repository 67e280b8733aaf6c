import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { it } from 'node:test';
import { openSession } from './acme-session.js';
import { startFakeCa } from './fake-ca.js';

function acmeClientFiles(): string[] {
  return Object.keys(createRequire(import.meta.url).cache).filter((file) => /node_modules\/acme-client\//.test(file));
}

it('acme-client is loaded by the first server that is opened, and without its entry', async () => {
  assert.deepEqual(acmeClientFiles(), []);
  const ca = await startFakeCa();
  const session = await openSession(ca.directoryUrl);
  assert.ok(acmeClientFiles().some((file) => file.endsWith('src/http.js')));
  assert.ok(!acmeClientFiles().some((file) => file.endsWith('src/index.js') || file.includes('forge')));
  await session.close();
  await ca.close();
});
