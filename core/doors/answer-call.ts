import type { DoorName, DoorsSettings } from '../config/doors.js';
import { isFailure } from '../sdk/failure.js';
import { joinSignals } from '../sdk/joined-signal.js';
import type { CallRecord } from './audit.js';
import { type Door, type DoorAnswer, type DoorCall, DoorRefusal } from './door.js';
import { createGate } from './gate.js';
import type { WrongSecrets } from './wrong-secrets.js';

/** A call as it was read: plain data, so that another instance can do with it what this one would. */
export type ReadCall = Pick<
  DoorCall,
  'id' | 'method' | 'path' | 'query' | 'headers' | 'body' | 'address' | 'certificate'
>;

export interface AnswerOptions {
  readonly settings: () => DoorsSettings;
  readonly wrongSecrets: WrongSecrets;
}

/** Whose end is the end of a call, and milliseconds that it may take where its door allows more. */
export interface CallLimits {
  readonly signals: readonly AbortSignal[];
  readonly mostMs?: number;
}

export const longestMs = 30_000;

/** Has a door answer; never rejects. What is found out of the call is in the record. */
export async function answerCall(
  { settings, wrongSecrets }: AnswerOptions,
  [name, door]: readonly [DoorName, Door],
  read: ReadCall,
  record: CallRecord,
  { signals, mostMs = Number.POSITIVE_INFINITY }: CallLimits,
): Promise<DoorAnswer> {
  try {
    const { address, headers } = read;
    const gate = createGate({
      door: name,
      clients: settings().clients,
      address,
      authorization: headers.authorization,
      wrongSecrets,
      onClient: (client) => {
        record.client = client.name;
      },
    });
    const call = (signal: AbortSignal): DoorCall => ({
      ...read,
      signal,
      gate,
      caller: (client) => {
        record.client = client;
      },
      fail: (reason) => {
        record.reason = reason;
      },
      note: (names) => {
        for (const each of names.slice(0, 1000)) record.names.add(each);
      },
    });
    const here = door.answerAnywhere?.(read);
    if (here !== undefined) return here;
    const ms = Math.min(mostMs, door.longestMs ?? longestMs);
    return await withinTime(ms, signals, (signal) => door.handle(call(signal)));
  } catch (error) {
    return refused(error, door, record);
  }
}

/** @throws DoorRefusal 503 where the time is up or the program stops; what `work` throws */
async function withinTime<T>(
  ms: number,
  signals: readonly AbortSignal[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const joined = joinSignals(...signals, limit.signal);
  const ended = new Promise<never>((_resolve, reject) => {
    const stop = () => reject(new DoorRefusal(503, 'this takes too long, or the hub stops', { 'Retry-After': '10' }));
    if (joined.signal.aborted) stop();
    else joined.signal.addEventListener('abort', stop, { once: true });
  });
  const timer = setTimeout(() => limit.abort(), ms);
  try {
    return await Promise.race([work(joined.signal), ended]);
  } finally {
    clearTimeout(timer);
    joined.release();
  }
}

/** The answer to a call that was refused or failed, in the form of its door. */
export function refused(error: unknown, door: Door | undefined, record: CallRecord): DoorAnswer {
  const refusal = error instanceof DoorRefusal ? error : refusalOf(error);
  record.reason = refusal.message;
  if (refusal !== error) record.error = error;
  const plain: DoorAnswer = { status: refusal.status, type: 'text/plain; charset=utf-8', body: `${refusal.message}\n` };
  const answer = door?.refuse?.(refusal, { method: record.method, path: record.path }) ?? plain;
  return { ...answer, headers: { ...refusal.headers, ...answer.headers } };
}

function refusalOf(error: unknown): DoorRefusal {
  const isPassing = isFailure(error, 'STORE', 'LOCKED') && error.retryable;
  return isPassing
    ? new DoorRefusal(503, 'the hub cannot reach what it keeps', { 'Retry-After': '10' })
    : new DoorRefusal(500, 'the hub failed; its log tells why', { 'Retry-After': '60' });
}
