import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure, type RecordChange, recordId, throughChanges } from '../../core/sdk/index.js';

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
});
