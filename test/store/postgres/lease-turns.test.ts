import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { isFailure } from '../../../core/sdk/failure.js';
import { createLeases, usualTimes } from '../../../core/store/postgres/leases.js';
import { listeningLogger } from '../volume.js';
import { type Script, scriptedSession } from './scripted.js';

function open(script: Script, announce: (what: string) => Promise<void> = async () => {}) {
  const { session } = scriptedSession(script);
  return createLeases(session, listeningLogger(), (_query, what) => announce(what), usualTimes);
}

describe('a lease in a database', () => {
  it('is given back once the word to the others stands in the same transaction', async () => {
    const told: string[] = [];
    const leases = open(
      (sql) => (sql.startsWith('INSERT') ? [{ number: '1' }] : []),
      async (what) => {
        for (let turns = 0; turns < 5; turns += 1) await turn();
        told.push(what);
      },
    );
    const { lease } = await leases.take('directory', { command: 'x' });
    await lease.release();
    assert.deepEqual(told, ['lease directory']);
  });

  it('of somebody else is not asked for again and again without a pause', async () => {
    let looks = 0;
    const leases = open((sql) => {
      if (sql.startsWith('INSERT')) looks += 1;
      return [];
    });
    await assert.rejects(leases.take('directory', { command: 'x', wait: 100 }), (error) => isFailure(error, 'LOCKED'));
    assert.ok(looks === 2 || looks === 3, `${looks} looks: at first, and as the time ends`);
  });
});
