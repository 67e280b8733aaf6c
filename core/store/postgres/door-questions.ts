import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Failure, toFailure } from '../../sdk/failure.js';
import type { DoorCalls } from '../shared-store.js';
import type { Announce, Listen } from './announce.js';
import { type Sealer, tampered } from './sealing.js';
import type { Session } from './session.js';

/** How often is looked for answers, in milliseconds: notifications may be lost, or not pass a pooler. */
const lookMs = 500;

/** While the database starts anew or another server takes over, a call waits to be written: its pauses, in milliseconds. */
const putPauses = [250, 500, 1000, 2000, 4000];

/** What a call and its answer are bound to: neither is of any use in another row. */
const callSubject = (id: string) => ['door-call', id];
export const answerSubject = (id: string) => ['door-answer', id];

/** The clocks of hosts may differ by minutes; what was asked longer ago was put there again by somebody else. */
const latestMs = 15 * 60_000;

/** A call with the moment at which it was made, so that it cannot be made again later by who may write to the database. */
export function sealCall(sealer: Sealer, id: string, call: string): Buffer {
  return sealer.seal(callSubject(id), `${Date.now()} ${call}`);
}

/** @throws Failure LINEAGE, CONFIG for one that was not put there by this program, or not now */
export function openCall(sealer: Sealer, id: string, sealed: Buffer): string {
  const text = sealer.open(callSubject(id), sealed);
  const gap = text.indexOf(' ');
  if (!(Math.abs(Date.now() - Number(text.slice(0, gap))) <= latestMs)) throw tampered(callSubject(id));
  return text.slice(gap + 1);
}

interface Waiter {
  answered(sealed: Buffer): void;
  failed(error: unknown): void;
}

export function createDoorQuestions(
  session: Session,
  sealer: Sealer,
  announce: Announce,
  listen: Listen,
  pauses: readonly number[] = putPauses,
): Pick<DoorCalls, 'ask'> {
  const waiting = new Map<string, Waiter>();
  let isLooking = false;

  async function put(id: string, call: string, ms: number): Promise<void> {
    await session.transaction(async (query) => {
      await query(
        `INSERT INTO ledns_door_call (id, sealed_call, expires_at)
         VALUES ($1, $2, clock_timestamp() + $3 * interval '1 millisecond') ON CONFLICT (id) DO NOTHING`,
        [id, sealCall(sealer, id, call), ms],
      );
      await announce(query, 'door call');
    });
  }

  /** Clients give up at the first refusal, some of them for good: a server that takes over is there within seconds. */
  async function putSurely(id: string, call: string, ms: number): Promise<void> {
    const end = performance.now() + ms;
    for (let turn = 0; ; turn += 1) {
      try {
        return await put(id, call, Math.max(end - performance.now(), 1));
      } catch (error) {
        const next = pauses[turn];
        // Of what passes by itself, a failure says when it is worth looking again.
        if (next === undefined || toFailure(error).retryAfterMs === undefined || !waiting.has(id)) throw error;
        if (performance.now() + next >= end) throw error;
        await pause(next, undefined, { ref: false });
      }
    }
  }

  /** Takes out the answers that are there, of all who wait in one: however many these are, the database is asked no more often. */
  async function take(): Promise<void> {
    try {
      const rows = await session.transaction((query) =>
        query(
          `DELETE FROM ledns_door_call WHERE id = ANY($1::uuid[]) AND sealed_answer IS NOT NULL
           RETURNING id, sealed_answer`,
          [[...waiting.keys()]],
        ),
      );
      for (const { id, sealed_answer: sealed } of rows) waiting.get(String(id))?.answered(sealed as Buffer);
    } catch (error) {
      // Answers outlast a server that starts anew.
      if (!toFailure(error).retryable) for (const { failed } of [...waiting.values()]) failed(error);
    }
  }

  async function keepLooking(): Promise<void> {
    isLooking = true;
    let wake = new AbortController();
    const stopListening = listen((what) => {
      const isForUs = what.startsWith('door answer ') && waiting.has(what.slice('door answer '.length));
      if (isForUs || what === 'anything') wake.abort();
    });
    while (waiting.size > 0) {
      await pause(lookMs, undefined, { signal: wake.signal }).catch(() => undefined);
      wake = new AbortController();
      if (waiting.size > 0) await take();
    }
    isLooking = false;
    stopListening();
  }

  return {
    async ask(call, { ms, signal }) {
      const id = randomUUID();
      let end = () => {};
      const answer = new Promise<Buffer>((resolve, reject) => {
        const stop = () => reject(new Failure('ABORTED', 'stopped while waiting for an answer'));
        const late = () => reject(new Failure('TIMEOUT', 'no instance answered in time'));
        const timer = setTimeout(late, ms);
        if (signal.aborted) stop();
        signal.addEventListener('abort', stop, { once: true });
        waiting.set(id, { answered: resolve, failed: reject });
        end = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', stop);
          waiting.delete(id);
        };
      });
      if (!isLooking) void keepLooking();
      const written = putSurely(id, call, ms);
      try {
        // Whichever is first: its client may leave, or its time be over, before it is written.
        await Promise.race([written, answer]);
        return sealer.open(answerSubject(id), await answer);
      } catch (error) {
        // Who takes it now works for nobody; where it stays, the holder sweeps it.
        const remove = () => session.transaction((query) => query('DELETE FROM ledns_door_call WHERE id = $1', [id]));
        written.then(remove, remove).catch(() => undefined);
        throw error;
      } finally {
        end();
      }
    },
  };
}
