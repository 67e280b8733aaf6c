import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { Failure } from '../../../core/sdk/failure.js';
import type { Query, Row } from '../../../core/store/postgres/database.js';
import type { Fence, Session } from '../../../core/store/postgres/session.js';

/** Answers to a statement: rows, or what fails. Undefined: none of its business. */
export type Script = (sql: string, values: readonly unknown[]) => readonly Row[] | undefined;

/** A place for queries that answers in this process; a statement that nobody answers fails. */
export function scriptedQuery(script: Script): Query {
  return async (sql, values = []) => {
    // Whoever does not wait for it goes on before it is done.
    await turn();
    const rows = script(sql.replace(/\s+/g, ' ').trim(), values);
    if (rows === undefined) throw new Error(`nobody answers ${sql}`);
    return rows;
  };
}

export const number = '7';

/**
 * Does something again and again, with another one of its statements refused each time, until it does without that one: whatever
 * is asked of a database, it matters whether it was done.
 * @param make a place that is as new, with what is done there
 */
export async function assertEachMatters(
  make: () => Promise<{ readonly refuse: (at: number) => void; readonly work: () => Promise<unknown> }>,
): Promise<void> {
  for (let at = 1; at < 50; at += 1) {
    const { refuse, work } = await make();
    refuse(at);
    const found = await work().then(
      () => 'done',
      (error: unknown) => (error instanceof Error ? error.message : ''),
    );
    // What nobody waits for comes later.
    await turn();
    if (found === 'done') return assert.ok(at > 1, 'nothing was asked');
    assert.match(found, /refused/);
  }
  assert.fail('it never ends');
}

/** A session over such a place; `lose` makes writes fail as under a lease that somebody else has. */
export function scriptedSession(script: Script) {
  let refusedIn = 0;
  const query = scriptedQuery((sql, values) => {
    refusedIn -= 1;
    if (refusedIn === 0) throw new Error(`refused: ${sql}`);
    return script(sql, values);
  });
  let isLost = false;
  const under: string[] = [];
  const session: Session = {
    read: (work) => work(query),
    transaction: (work) => work(query),
    async write(work, resource = 'directory') {
      under.push(resource);
      if (isLost) throw new Failure('LOCKED', 'somebody else has it');
      const fence: Fence = { resource, number, token: 't', onLost: () => {} };
      return work(query, fence);
    },
    carry: () => {},
  };
  return {
    session,
    /** The leases that writes were made under. */
    under,
    lose: () => {
      isLost = true;
    },
    /** The n-th statement from now on fails. */
    refuse: (at: number) => {
      refusedIn = at;
    },
  };
}
