import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Failure } from '../../core/sdk/failure.js';
import type { Journal } from '../../core/store/facts/journal.js';
import { createLayout } from '../../core/store/layout.js';
import { lineageProblem } from '../../core/store/lineages/lineage.js';
import { settleJournal } from '../../core/store/lineages/recover.js';
import { makeAuthority } from './certificates.js';
import { listeningLogger, makeConfigDir, writeCertbotLineage } from './volume.js';

const names = ['a.example.com', 'b.example.com', 'c.example.com'];
const issued = makeAuthority().issue(names);

describe('work on lineages that was interrupted', () => {
  it('is brought to an end for all others where that fails for one, which is told', async (context) => {
    const configDir = makeConfigDir(context);
    const layout = createLayout(configDir);
    for (const name of names) writeCertbotLineage(configDir, name, [issued]);
    const failing = (failure: Error) =>
      ({
        list: async (kind: string) =>
          kind === 'lineage-delete' ? [...names, '../x'].map((name) => ({ kind, name, id: name })) : [],
        remove: async (id: string) => {
          if (id === 'b.example.com') throw failure;
        },
      }) as unknown as Journal;
    const log = listeningLogger();
    const report = await settleJournal(layout, failing(new Failure('STORE', 'full')), log);
    const deleted = ['a.example.com', 'c.example.com'];
    assert.deepEqual(report, { finished: [], undone: [], deleted, failed: ['b.example.com'] });
    assert.deepEqual(log.warnings, ['interrupted work could not be brought to an end']);
    for (const name of names) assert.equal(existsSync(layout.renewalConf(name)), false);
    const mistake = new TypeError('of ours');
    await assert.rejects(settleJournal(layout, failing(mistake), log), mistake);
    const stopped = AbortSignal.abort(new Error('stop'));
    await assert.rejects(settleJournal(layout, failing(mistake), log, stopped), /stop/);
  });

  it('leaves a lineage of which is said why it cannot be trusted', () => {
    const problemOf = (health: unknown) => lineageProblem({ health } as Parameters<typeof lineageProblem>[0]);
    assert.deepEqual(['good', { broken: 'a link' }, { unreadable: 'a disk' }].map(problemOf), [
      undefined,
      'a link',
      'a disk',
    ]);
  });
});
