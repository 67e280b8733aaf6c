import { asInteger, asObject, asString, type Parser } from '../disk/parse-json.js';
import { Failure } from '../sdk/failure.js';
import type { StateStore } from './facts/state-file.js';

/** What both sides of a move have of it, until it is over; the side that everything went away from keeps it. */
export interface MoveMark {
  readonly role: 'from' | 'to';
  /** The other side, for people: without a password. */
  readonly other: string;
  /** Milliseconds since the epoch. */
  readonly begunAt: number;
  /** When the work was last seen to go on; at least every five minutes while it does. */
  readonly touchedAt: number;
  readonly isDone: boolean;
}

/** Under which it is kept: a part of the state that does not move. */
export const moveKey = 'moving';

/** So long passes wait for a move that was killed: certificates are renewed weeks ahead, and must be in the end. */
export const expiryMs = 60 * 60_000;
/** Untouched for so long, nobody works on it any more. */
const interruptedMs = 15 * 60_000;

const parse: Parser<MoveMark> = (value) => {
  const fields = asObject(value);
  const [begunAt, touchedAt, other] = [
    asInteger(fields?.begunAt),
    asInteger(fields?.touchedAt),
    asString(fields?.other),
  ];
  if (fields === undefined || begunAt === undefined || touchedAt === undefined || other === undefined) return undefined;
  return { role: fields.role === 'to' ? 'to' : 'from', other, begunAt, touchedAt, isDone: fields.isDone === true };
};

export function readMoveMark(state: Pick<StateStore, 'read'>): Promise<MoveMark | undefined> {
  return state.read(moveKey, parse);
}

/** One sentence, without a full stop. */
export function describeMove({ role, other, begunAt, isDone }: MoveMark): string {
  const at = new Date(begunAt).toISOString();
  if (isDone) return `everything has moved from here to ${other} (${at}): nothing is renewed here any more`;
  return `everything is being moved ${role === 'from' ? 'from here to' : 'to here from'} ${other}, since ${at}`;
}

function isExpired({ touchedAt, isDone }: MoveMark, now: number): boolean {
  return !isDone && Math.abs(now - touchedAt) > expiryMs;
}

/** Why nobody may work here now; undefined: there is no reason. Retryable where it passes by itself. */
export function moveObstacle(mark: MoveMark | undefined, now: number): Failure | undefined {
  if (mark === undefined || isExpired(mark, now)) return undefined;
  if (mark.isDone) {
    return new Failure('CONFIG', describeMove(mark), { hint: hintOfMoved(mark.other), retryable: false });
  }
  const until = new Date(mark.touchedAt + expiryMs).toISOString();
  return new Failure('LOCKED', describeMove(mark), {
    hint: `Run letsencrypt-dns store migrate again, as it was run, to finish it; passes go on here at ${until}, or at once after letsencrypt-dns store stay`,
    retryAfterMs: 10_000,
  });
}

function hintOfMoved(to: string): string {
  const way = to.startsWith('the directory ')
    ? `Take LETSENCRYPT_STORE away and set LETSENCRYPT_CONFIG_DIR to ${to.replace('the ', 'that ')}`
    : `Set LETSENCRYPT_STORE and LETSENCRYPT_STORE_KEY to those of ${to}`;
  return `${way}; to go on here none the less, run letsencrypt-dns store stay`;
}

/** What somebody has to see to: it was interrupted, or somebody still works with what was left behind. */
export function moveProblem(mark: MoveMark | undefined, now: number): string | undefined {
  if (mark === undefined || isExpired(mark, now)) return undefined;
  if (mark.isDone) return describeMove(mark);
  return Math.abs(now - mark.touchedAt) > interruptedMs ? `${describeMove(mark)}, and was interrupted` : undefined;
}
