import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMemoryStore } from '../../core/issuance/memory-store.js';
import { createRemovalsSeen } from '../../core/issuance/removals-seen.js';
import { createSilentServers } from '../../core/issuance/silent-servers.js';
import { silentLogger } from '../../core/sdk/logger.js';
import { createLineageStore } from '../../core/store/index.js';
import { createTempDir } from '../lab/temp-dir.js';
import { certificate, day, hour, now, state } from './fixtures.js';

async function withState(work: (open: () => ReturnType<typeof createLineageStore>['state']) => Promise<void>) {
  const directory = await createTempDir('state');
  try {
    await work(() => createLineageStore({ configDir: directory.path, log: silentLogger }).state);
  } finally {
    await directory.remove();
  }
}

describe('what is remembered of certificates', () => {
  it('outlives a restart, one by one', () =>
    withState(async (open) => {
      const memory = createMemoryStore(open());
      const names = Array.from({ length: 200 }, (_, index) => `n${index}.example.com`);
      await Promise.all(names.map((name, index) => memory.update(name, () => ({ lastSuccessAt: index }))));
      await memory.update('n7.example.com', (before) => ({ ...before, issuedConfiguration: 'a' }));
      await memory.update('n8.example.com', () => undefined);
      const again = await createMemoryStore(open()).all();
      assert.equal(again.size, 199);
      assert.deepEqual(again.get('n7.example.com'), { lastSuccessAt: 7, issuedConfiguration: 'a' });
      assert.equal(again.get('n8.example.com'), undefined);
      assert.deepEqual(again.get('n199.example.com'), { lastSuccessAt: 199 });
    }));

  it('is kept in few files', () =>
    withState(async (open) => {
      const memory = createMemoryStore(open());
      for (let index = 0; index < 300; index += 1) await memory.update(`n${index}`, () => ({ lastSuccessAt: 1 }));
      assert.ok((await open().list('certificates-')).length <= 64);
    }));

  it('is seen as another process left it', () =>
    withState(async (open) => {
      const [daemon, command] = [createMemoryStore(open()), createMemoryStore(open())];
      await daemon.update('a', () => ({ lastSuccessAt: 1 }));
      await command.update('a', () => ({ lastSuccessAt: 2 }));
      assert.equal((await daemon.all()).get('a')?.lastSuccessAt, 1);
      await daemon.reload();
      assert.equal((await daemon.all()).get('a')?.lastSuccessAt, 2);
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
      assert.equal(await createRemovalsSeen(open()).since(same, now + 2 * hour), now);
      assert.equal(await createRemovalsSeen(open()).since(other, now + 2 * hour), now + 2 * hour);
      await createRemovalsSeen(open()).remember(other, now + 3 * hour);
      assert.equal(await createRemovalsSeen(open()).since(one, now + 4 * hour), now + 4 * hour);
    }));
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
      const known = async (at: number) => [...(await createSilentServers(open()).known(at))].sort();
      assert.deepEqual(await known(now + day - 1), ['https://a/', 'https://b/']);
      assert.deepEqual(await known(now + day), []);
      assert.deepEqual(await known(now - 1), [], 'a clock that was set back keeps nobody from asking');
    }));
});
