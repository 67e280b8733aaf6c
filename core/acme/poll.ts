import type { Clock } from '../clock/clock.js';
import { Failure } from '../sdk/failure.js';
import type { FirstPoll } from './first-poll.js';

export interface PollOptions<T> {
  read(): Promise<T>;
  isDone(state: T): boolean;
  /** What the last answer asked to wait, in milliseconds (Retry-After). */
  retryAfterMs(state: T): number | undefined;
  /** The state to begin with, from an answer that came already: done, it costs no poll. */
  readonly initial: T;
  readonly firstPoll: FirstPoll;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** For the failure: `the validation of example.com`. */
  readonly what: string;
  readonly place: string;
}

const growth = 1.6;
const longestPauseMs = 5000;

/**
 * Asks until it is done: at once at first, then ever more rarely, and as rarely as the CA asks for.
 * @throws Failure TIMEOUT, ABORTED, or what `read` throws
 */
export async function poll<T>(options: PollOptions<T>): Promise<T> {
  const { clock, firstPoll, signal, timeoutMs } = options;
  const deadline = clock.now() + timeoutMs;
  let state = options.initial;
  let grownMs = firstPoll.delayMs();
  for (let polls = 0; !options.isDone(state); polls += 1) {
    const asked = options.retryAfterMs(state);
    const pauseMs = Math.max(asked ?? 0, grownMs);
    const leftMs = deadline - clock.now();
    if (leftMs <= 0) throw tooLong(options, asked);
    await clock.sleep(Math.min(pauseMs, leftMs), signal);
    grownMs = Math.min(grownMs * growth, longestPauseMs);
    state = await options.read();
    if (polls === 0 && asked === undefined) firstPoll.learn(options.isDone(state));
  }
  return state;
}

function tooLong<T>({ what, timeoutMs, place }: PollOptions<T>, asked: number | undefined): Failure {
  return new Failure('TIMEOUT', `${what} took longer than ${Math.round(timeoutMs / 1000)} s`, {
    place,
    retryAfterMs: asked,
  });
}
