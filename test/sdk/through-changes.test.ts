import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure, type RecordChange, recordId, throughChanges, throughSteps } from '../../core/sdk/index.js';

const zone = { name: 'example.com' };
const draft = { type: 'TXT', name: 'a', content: 'new', ttl: 60 };
const old = { type: 'TXT', name: 'a', content: 'old' };

describe('single changes through one way to change records', () => {
  it('are changes of one record', async () => {
    const changes: RecordChange[] = [];
    const provider = throughChanges(async (_zone, change) => {
      changes.push(change);
    });
    const id = recordId(old);
    await provider.createRecord(zone, draft);
    await provider.updateRecord(zone, id, draft);
    await provider.deleteRecord(zone, id);
    assert.deepEqual(changes, [
      { create: [draft], remove: [] },
      { create: [draft], remove: [{ id, ...old }] },
      { create: [], remove: [{ id, ...old }] },
    ]);
    await assert.rejects(provider.deleteRecord(zone, 'nonsense'), (error) => isFailure(error, 'RECORD_NOT_FOUND'));
  });

  it('hand on what the host knows of a record, and nothing but the id where the API has ids', async () => {
    const removed: unknown[] = [];
    const provider = throughChanges(async (_zone, { remove }) => void removed.push(...remove), { ownIds: true });
    const listed = { ...old, id: '7', ttl: 60 };
    await provider.deleteRecord(zone, '7', listed);
    await provider.deleteRecord(zone, '8');
    assert.deepEqual(removed, [listed, { id: '8', type: '', name: '', content: '' }]);
  });

  it('are two in an update where the API loses what it is to add and to remove', async () => {
    const changes: string[] = [];
    const provider = throughSteps(async (_zone, { create, remove }) => {
      changes.push(
        [...create.map(({ content }) => `add ${content}`), ...remove.map(({ id }) => `remove ${id}`)].join(),
      );
    });
    const id = recordId(old);
    await provider.updateRecord(zone, id, draft);
    await provider.updateRecord(zone, id, { ...old, ttl: 300 });
    assert.deepEqual(changes, ['add new', `remove ${id}`, `remove ${id}`, 'add old']);
  });
});
