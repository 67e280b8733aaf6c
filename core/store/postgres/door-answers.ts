import { setTimeout as pause } from 'node:timers/promises';
import { describeFailure, isFailure } from '../../sdk/failure.js';
import { joinSignals } from '../../sdk/joined-signal.js';
import type { Logger } from '../../sdk/logger.js';
import type { DoorCalls } from '../shared-store.js';
import type { Announce, Listen } from './announce.js';
import { answerSubject, openCall } from './door-questions.js';
import type { Sealer } from './sealing.js';
import type { Session } from './session.js';

/** How often is looked for calls, in milliseconds: notifications may be lost, or not pass a pooler. */
const lookMs = 1000;
const afterFailureMs = 1000;
/** So many are answered at the same time; the others wait for their turn. */
const mostAtOnce = 256;
/** How often an answer is tried to be written, with such pauses: its client waits. */
const answerPauses = [200, 1000, 3000];
/** Whoever asked has long gone then. */
const sweepSql = `DELETE FROM ledns_door_call WHERE expires_at < clock_timestamp() - interval '1 minute'`;
const sweepEveryMs = 60_000;

interface Call {
  readonly id: string;
  readonly sealed: Buffer;
  /** Milliseconds. */
  readonly left: number;
}

export function createDoorAnswers(
  session: Session,
  sealer: Sealer,
  announce: Announce,
  listen: Listen,
  log: Logger,
  pauses: readonly number[] = answerPauses,
): Pick<DoorCalls, 'serve'> {
  const open = `sealed_answer IS NULL AND expires_at > clock_timestamp() AND id <> ALL($1::uuid[])`;

  /** Marks as taken by this holder of the lease what is open, also what an earlier holder took and left unanswered. */
  async function take(busy: readonly string[]): Promise<readonly Call[]> {
    const [found] = await session.read((query) => query(`SELECT 1 FROM ledns_door_call WHERE ${open} LIMIT 1`, [busy]));
    if (found === undefined) return [];
    const rows = await session.write(
      (query, { number }) =>
        query(
          `UPDATE ledns_door_call SET taken_by = $2 WHERE id IN
             (SELECT id FROM ledns_door_call WHERE ${open} ORDER BY asked_at LIMIT $3 FOR UPDATE SKIP LOCKED)
           RETURNING id, sealed_call, extract(epoch FROM expires_at - clock_timestamp())::float * 1000 AS ms_left`,
          [busy, number, mostAtOnce - busy.length],
        ),
      'doors',
    );
    return rows.map((row) => ({ id: String(row.id), sealed: row.sealed_call as Buffer, left: Number(row.ms_left) }));
  }

  /** Under the number that took it: where another one has taken it since, this answer is nobody's. */
  async function put(id: string, answer: string): Promise<void> {
    await session.write(async (query, { number }) => {
      const sealed = sealer.seal(answerSubject(id), answer);
      await query('UPDATE ledns_door_call SET sealed_answer = $2 WHERE id = $1 AND taken_by = $3', [
        id,
        sealed,
        number,
      ]);
      await announce(query, `door answer ${id}`);
    }, 'doors');
  }

  async function putSurely(id: string, answer: string): Promise<void> {
    for (let turn = 0; ; turn += 1) {
      try {
        return await put(id, answer);
      } catch (error) {
        const next = pauses[turn];
        if (next === undefined || isFailure(error, 'LOCKED')) throw error;
        await pause(next, undefined, { ref: false });
      }
    }
  }

  return {
    serve(answer) {
      const end = new AbortController();
      const busy = new Set<string>();
      let wake = () => {};
      let isWanted = true;
      let sweptAt = performance.now();
      const stopListening = listen((what) => {
        if (what !== 'door call' && what !== 'anything') return;
        isWanted = true;
        wake();
      });

      async function work({ id, sealed, left }: Call): Promise<void> {
        try {
          await putSurely(id, await answer(openCall(sealer, id, sealed), left));
        } catch (error) {
          if (end.signal.aborted) return;
          log.warn(
            { event: 'door.unanswered', reason: describeFailure(error) },
            'a call of another instance has no answer',
          );
        } finally {
          busy.delete(id);
          wake();
        }
      }

      async function look(): Promise<void> {
        if (busy.size >= mostAtOnce) return;
        for (const call of await take([...busy])) {
          busy.add(call.id);
          void work(call);
        }
        if (performance.now() - sweptAt < sweepEveryMs) return;
        sweptAt = performance.now();
        await session.transaction((query) => query(sweepSql));
      }

      async function idle(ms: number): Promise<void> {
        const woken = new AbortController();
        wake = () => woken.abort();
        const either = joinSignals(end.signal, woken.signal);
        if (!isWanted) await pause(ms, undefined, { signal: either.signal, ref: false }).catch(() => undefined);
        either.release();
        wake = () => {};
      }

      async function keepLooking(): Promise<void> {
        while (!end.signal.aborted) {
          isWanted = false;
          try {
            await look();
            await idle(lookMs);
          } catch (error) {
            // Whoever has lost the lease is told by the lease.
            log.debug({ reason: describeFailure(error) }, 'the calls of other instances cannot be looked at');
            await pause(afterFailureMs, undefined, { signal: end.signal, ref: false }).catch(() => undefined);
          }
        }
      }

      void keepLooking();
      return () => {
        end.abort();
        stopListening();
      };
    },
  };
}
