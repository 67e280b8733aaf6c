import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withoutUpdates } from '../../core/sdk/index.js';

const zone = { name: 'example.com' };
const draft = { type: 'TXT', name: 'a', content: 'new', ttl: 60 };

describe('withoutUpdates', () => {
  it('adds the new record before it removes the old one', async () => {
    const done: string[] = [];
    const provider = withoutUpdates({
      createRecord: async (_zone, { content }) => void done.push(`add ${content}`),
      deleteRecord: async (_zone, id) => void done.push(`remove ${id}`),
    });
    await provider.updateRecord(zone, '7', draft);
    assert.deepEqual(done, ['add new', 'remove 7']);
  });

  it('removes first where two cannot stand', async () => {
    const done: string[] = [];
    const provider = withoutUpdates(
      {
        createRecord: async (_zone, { content }) => void done.push(`add ${content}`),
        deleteRecord: async (_zone, id) => void done.push(`remove ${id}`),
      },
      { removesFirst: true },
    );
    await provider.updateRecord(zone, '7', draft);
    assert.deepEqual(done, ['remove 7', 'add new']);
  });

  it('leaves the old record where the new one is refused', async () => {
    const done: string[] = [];
    const provider = withoutUpdates({
      createRecord: () => Promise.reject(new Error('refused')),
      deleteRecord: async (_zone, id) => void done.push(`remove ${id}`),
    });
    await assert.rejects(provider.updateRecord(zone, '7', draft), /refused/);
    assert.deepEqual(done, []);
  });
});
