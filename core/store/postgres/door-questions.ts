import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Failure, toFailure } from '../../sdk/failure.js';
import { joinSignals } from '../../sdk/joined-signal.js';
import type { DoorCalls } from '../shared-store.js';
import type { Announce, Listen } from './announce.js';
import type { Sealer } from './sealing.js';
import type { Session } from './session.js';

/** How often is looked for the answer, in milliseconds: notifications may be lost, or not pass a pooler. */
const lookMs = 500;

/** What a call and its answer are bound to: neither is of any use in another row. */
export const callSubject = (id: string) => ['door-call', id];
export const answerSubject = (id: string) => ['door-answer', id];

export function createDoorQuestions(
  session: Session,
  sealer: Sealer,
  announce: Announce,
  listen: Listen,
): Pick<DoorCalls, 'ask'> {
  async function put(id: string, call: string, ms: number): Promise<void> {
    await session.transaction(async (query) => {
      await query(
        `INSERT INTO ledns_door_call (id, sealed_call, expires_at)
         VALUES ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')`,
        [id, sealer.seal(callSubject(id), call), ms],
      );
      await announce(query, 'door call');
    });
  }

  /** Takes it out: nobody else asks for it. Undefined where it is not there yet. */
  async function take(id: string): Promise<string | undefined> {
    const [row] = await session.transaction((query) =>
      query('DELETE FROM ledns_door_call WHERE id = $1 AND sealed_answer IS NOT NULL RETURNING sealed_answer', [id]),
    );
    return row === undefined ? undefined : sealer.open(answerSubject(id), row.sealed_answer as Buffer);
  }

  async function until(
    id: string,
    end: number,
    signal: AbortSignal,
    onWake: (wake: () => void) => void,
  ): Promise<string> {
    for (;;) {
      const woken = new AbortController();
      onWake(() => woken.abort());
      try {
        const answer = await take(id);
        if (answer !== undefined) return answer;
      } catch (error) {
        // The answer outlasts a server that starts anew.
        if (!toFailure(error).retryable) throw error;
      }
      if (signal.aborted) throw new Failure('ABORTED', 'stopped while waiting for an answer');
      const left = end - performance.now();
      if (left <= 0) throw new Failure('TIMEOUT', 'no instance answered in time');
      const either = joinSignals(signal, woken.signal);
      await pause(Math.min(left, lookMs), undefined, { signal: either.signal }).catch(() => undefined);
      either.release();
    }
  }

  return {
    async ask(call, { ms, signal }) {
      const id = randomUUID();
      const end = performance.now() + ms;
      let wake = () => {};
      const stopListening = listen((what) => {
        if (what === `door answer ${id}` || what === 'anything') wake();
      });
      try {
        await put(id, call, ms);
        return await until(id, end, signal, (next) => {
          wake = next;
        });
      } catch (error) {
        // Who takes it now works for nobody; where it stays, the holder sweeps it.
        session.transaction((query) => query('DELETE FROM ledns_door_call WHERE id = $1', [id])).catch(() => undefined);
        throw error;
      } finally {
        stopListening();
      }
    },
  };
}
