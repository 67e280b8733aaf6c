import { randomBytes } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import type { Query } from '../../../core/store/postgres/database.js';
import { createDoorCalls } from '../../../core/store/postgres/door-calls.js';
import { createSealer } from '../../../core/store/postgres/sealing.js';
import { listeningLogger } from '../volume.js';
import { type Script, scriptedSession } from './scripted.js';

interface DoorRow {
  readonly id: string;
  readonly sealed_call: Buffer;
  readonly left: number;
  taken_by?: unknown;
  sealed_answer?: Buffer;
}

/** The table of calls in memory, and instances over it that hear of each other at once. */
export function doorRows() {
  const rows = new Map<string, DoorRow>();
  const statements: string[] = [];
  const told: string[] = [];
  const listeners = new Set<(what: string, isOwn: boolean) => void>();
  const sealer = createSealer(randomBytes(32));
  /** Fails the statements that begin with this so often. */
  const failing = { begin: '', times: 0, error: new Error('ill') as Error };

  const isOpen = (row: DoorRow, busy: unknown) =>
    row.sealed_answer === undefined && row.left > 0 && !(busy as readonly string[]).includes(row.id);

  /** Done once, in the middle of the next statement. */
  const meanwhile = { work: () => {} };

  const script: Script = (sql, values) => {
    const [first, second, third] = values;
    statements.push(sql);
    const { work } = meanwhile;
    meanwhile.work = () => {};
    work();
    if (failing.times > 0 && sql.startsWith(failing.begin)) {
      failing.times -= 1;
      throw failing.error;
    }
    if (sql.startsWith('INSERT INTO ledns_door_call')) {
      const id = String(first);
      if (!rows.has(id)) rows.set(id, { id, sealed_call: second as Buffer, left: Number(third) });
      return [];
    }
    if (sql.startsWith('SELECT 1 FROM ledns_door_call')) {
      return [...rows.values()].some((row) => isOpen(row, first)) ? [{}] : [];
    }
    if (sql.startsWith('UPDATE ledns_door_call SET taken_by')) {
      const open = [...rows.values()].filter((row) => isOpen(row, first)).slice(0, Number(third));
      for (const row of open) row.taken_by = second;
      return open.map(({ id, sealed_call, left }) => ({ id, sealed_call, ms_left: left }));
    }
    if (sql.startsWith('UPDATE ledns_door_call SET sealed_answer')) {
      const row = rows.get(String(first));
      if (row !== undefined && row.taken_by === third) row.sealed_answer = second as Buffer;
      return [];
    }
    if (sql.startsWith('DELETE FROM ledns_door_call WHERE id = ANY')) {
      const done = [...rows.values()].filter(
        (row) => (first as readonly string[]).includes(row.id) && row.sealed_answer !== undefined,
      );
      for (const { id } of done) rows.delete(id);
      return done.map(({ id, sealed_answer }) => ({ id, sealed_answer }));
    }
    if (sql.startsWith('DELETE FROM ledns_door_call WHERE id = $1')) {
      rows.delete(String(first));
      return [];
    }
    return sql.startsWith('DELETE FROM ledns_door_call WHERE expires_at') ? [] : undefined;
  };

  const { session, under, lose } = scriptedSession(script);
  const tell = (what: string) => {
    told.push(what);
    for (const listener of [...listeners]) listener(what, false);
  };
  const announce = async (_query: Query, what: string) => tell(what);
  const listen = (listener: (what: string, isOwn: boolean) => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  const log = listeningLogger();
  return {
    rows,
    statements,
    told,
    listeners,
    sealer,
    failing,
    meanwhile,
    under,
    lose,
    log,
    tell,
    calls: createDoorCalls(session, sealer, announce, listen, log),
    /** How often was looked for calls. */
    looks: () => statements.filter((sql) => sql.startsWith('SELECT 1 FROM ledns_door_call')).length,
  };
}

/** Lets everything go on that waits for nothing but its turn. */
export async function turns(count = 20): Promise<void> {
  for (let index = 0; index < count; index += 1) await turn();
}
