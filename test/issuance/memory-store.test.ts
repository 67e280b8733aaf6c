import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createMemoryStore } from '../../core/issuance/memory/memory-store.js';
import { createRemovalsSeen } from '../../core/issuance/memory/removals-seen.js';
import { createSilentServers } from '../../core/issuance/orders/silent-servers.js';
import { silentLogger } from '../../core/sdk/logger.js';
import { createFileStore, type FileStore } from '../../core/store/file-store.js';
import { createTempDir } from '../lab/temp-dir.js';
import { openMemoryStore } from '../store/memory-store.js';
import { certificate, day, hour, now, state } from './fixtures.js';

async function withStore(work: (open: () => FileStore, configDir: string) => Promise<void>) {
  const directory = await createTempDir('state');
  try {
    await work(() => createFileStore({ configDir: directory.path, log: silentLogger }), directory.path);
  } finally {
    await directory.remove();
  }
}

function withState(work: (open: () => FileStore['state']) => Promise<void>) {
  return withStore((open) => work(() => open().state));
}

describe('what is remembered of certificates', () => {
  it('outlives a restart, one by one', () =>
    withStore(async (open) => {
      const memory = createMemoryStore(open());
      const names = Array.from({ length: 200 }, (_, index) => `n${index}.example.com`);
      await Promise.all(names.map((name, index) => memory.update(name, () => ({ lastSuccessAt: index }))));
      await memory.update('n7.example.com', (before) => ({ ...before, issuedConfiguration: 'hmac:a' }));
      await memory.update('n8.example.com', () => undefined);
      const again = await createMemoryStore(open()).all();
      assert.equal(again.size, 199);
      assert.deepEqual(again.get('n7.example.com'), { lastSuccessAt: 7, issuedConfiguration: 'hmac:a' });
      assert.equal(again.get('n8.example.com'), undefined);
      assert.deepEqual(again.get('n199.example.com'), { lastSuccessAt: 199 });
    }));

  it('takes little room, however often it changes', () =>
    withStore(async (open, configDir) => {
      const memory = createMemoryStore(open());
      const names = Array.from({ length: 100 }, (_, index) => `n${index}`);
      for (let round = 0; round < 60; round += 1) {
        await Promise.all(names.map((name) => memory.update(name, () => ({ lastSuccessAt: round }))));
      }
      const { size } = statSync(join(configDir, 'letsencrypt-dns/state/certificates.jsonl'));
      assert.ok(size < 64 * 1024, `${size} bytes for 100 certificates`);
      assert.equal((await createMemoryStore(open()).all()).get('n99')?.lastSuccessAt, 59);
    }));

  it('loses no change of two at the same time', () =>
    withStore(async (open) => {
      const memory = createMemoryStore(open());
      await Promise.all([
        memory.update('a', (before) => ({ ...before, lastSuccessAt: 1 })),
        memory.update('a', (before) => ({ ...before, issuedConfiguration: 'hmac:x' })),
      ]);
      assert.deepEqual((await createMemoryStore(open()).all()).get('a'), {
        lastSuccessAt: 1,
        issuedConfiguration: 'hmac:x',
      });
    }));

  it('is read with the hint of a failure under its first name', () =>
    withStore(async (open) => {
      const lastFailure = { at: 1, step: 'order', code: 'ACME', message: 'no', mend: 'wait' };
      await createMemoryStore(open()).update('a', () => ({ lastFailure }));
      assert.equal((await createMemoryStore(open()).all()).get('a')?.lastFailure?.hint, 'wait');
    }));

  it('is kept without secrets in the words of a failure', async () => {
    const { facts } = openMemoryStore();
    const memory = createMemoryStore({ facts }, (text) => text.replaceAll('s3cret', '***'));
    const words = { code: 'ACME', message: 'no s3cret', hint: 'not s3cret' };
    await memory.update('a', (before) => ({ ...before, lastSuccessAt: 1 }));
    await memory.update('a', (before) => ({ ...before, lastFailure: { at: 2, step: 'order', ...words } }));
    const { lastSuccessAt, lastFailure } = await createMemoryStore({ facts }).get('a');
    const hidden = { code: 'ACME', message: 'no ***', hint: 'not ***' };
    assert.deepEqual([lastSuccessAt, lastFailure], [1, { at: 2, step: 'order', ...hidden }]);
  });

  it('is seen as another process left it', () =>
    withStore(async (open) => {
      const [daemon, command] = [createMemoryStore(open()), createMemoryStore(open())];
      await daemon.update('a', () => ({ lastSuccessAt: 1 }));
      await command.update('a', () => ({ lastSuccessAt: 2 }));
      await command.update('b', () => ({ lastSuccessAt: 3 }));
      assert.equal((await daemon.all()).get('a')?.lastSuccessAt, 2);
      await daemon.update('a', (before) => ({ ...before, issuedConfiguration: 'hmac:x' }));
      assert.deepEqual((await command.all()).get('a'), { lastSuccessAt: 2, issuedConfiguration: 'hmac:x' });
      assert.deepEqual((await command.all()).get('b'), { lastSuccessAt: 3 });
    }));
});

describe('since when a configuration stands', () => {
  it('is remembered over restarts, and begins anew with other names', () =>
    withState(async (open) => {
      const one = state([certificate('a'), certificate('b')]);
      const same = state([certificate('b', { keyType: 'rsa' }), certificate('a')]);
      const other = state([certificate('a')]);
      await createRemovalsSeen(open()).remember(one, now);
      await createRemovalsSeen(open()).remember(same, now + hour);
      assert.equal((await createRemovalsSeen(open()).since(same, now + 2 * hour))(), now);
      assert.equal((await createRemovalsSeen(open()).since(other, now + 2 * hour))(), now + 2 * hour);
      await createRemovalsSeen(open()).remember(other, now + 3 * hour);
      assert.equal((await createRemovalsSeen(open()).since(one, now + 4 * hour))(), now + 4 * hour);
    }));

  it('begins now where what is remembered makes no sense', async () => {
    const one = state([certificate('a')]);
    const { state: kept } = openMemoryStore();
    await createRemovalsSeen(kept).remember(one, now);
    const [key = ''] = await kept.list();
    const sound = await kept.read(key, (value) => value as object);
    for (const nonsense of ['x', null, {}, { ...sound, since: 'yesterday' }, { ...sound, configuration: 7 }]) {
      await kept.write(key, nonsense);
      assert.equal((await createRemovalsSeen(kept).since(one, now + hour))(), now + hour);
      await createRemovalsSeen(kept).remember(one, now + 2 * hour);
      assert.equal((await createRemovalsSeen(kept).since(one, now + 3 * hour))(), now + 2 * hour);
    }
  });
});

describe('CAs without renewal information', () => {
  it('are remembered for a day', () =>
    withState(async (open) => {
      const servers = createSilentServers(open());
      await Promise.all([
        servers.add('https://a/', now),
        servers.add('https://b/', now),
        servers.add('https://a/', now),
      ]);
      const known = async (at: number) => [...(await createSilentServers(open()).known(at)).servers].sort();
      assert.deepEqual(await known(now + day - 1), ['https://a/', 'https://b/']);
      assert.deepEqual(await known(now + day), []);
      assert.deepEqual(await known(now - 1), [], 'a clock that was set back keeps nobody from asking');
    }));
});
