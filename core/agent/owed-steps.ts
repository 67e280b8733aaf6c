import type { Clock } from '../clock/clock.js';
import type { DesiredState } from '../config/desired-state.js';
import type { PassServices } from '../issuance/pass/pass-services.js';
import { owedByName } from '../issuance/status/owed-by-name.js';
import { describeFailure, isFailure, toFailure } from '../sdk/failure.js';
import { currentCopies } from './current-copies.js';

/** Tries again what post-issue steps have failed here, by a timer of its own: a hub gives no occasion for weeks. */
export interface OwedSteps {
  /** Looks whether something is owed: at once, or some seconds after steps that have failed. */
  look(when: 'now' | 'later'): void;
  /** Resolves when no try is under way any more; for after the signal. */
  ended(): Promise<void>;
}

export interface OwedStepsOptions {
  readonly services: Pick<PassServices, 'store' | 'postIssue' | 'log'> & { readonly clock: Clock };
  readonly state: DesiredState;
  /** Does something while the directory is ours, and nothing else of this process is at work there. */
  readonly hold: <T>(work: () => Promise<T>) => Promise<T>;
  /** Told why steps fail; undefined once none is owed. */
  readonly onOutcome: (reason: string | undefined) => Promise<void>;
  readonly signal: AbortSignal;
}

/** Pauses before each try, in milliseconds; the last one from then on. */
const pausesMs = [10_000, 30_000, 60_000, 5 * 60_000, 15 * 60_000, 3600_000];

export function createOwedSteps({ services, state, hold, onOutcome, signal }: OwedStepsOptions): OwedSteps {
  const { store, postIssue, clock, log } = services;
  let under: Promise<void> | undefined;

  /** @returns why something is still owed; undefined where nothing is */
  async function tryAll(): Promise<string | undefined> {
    if ((await owedByName(store)).size === 0) return undefined;
    const pass = postIssue.beginPass({ expected: [], current: currentCopies(store, state), signal });
    const { steps, faults } = await pass.finish();
    const left = await owedByName(store);
    if (left.size === 0) return undefined;
    const failed = steps.find(({ failure }) => failure !== undefined);
    const failure = failed?.failure ?? faults[0];
    const what = failed === undefined ? [...left.keys()].join(', ') : `${failed.plugin} of ${failed.certificate}`;
    return failure === undefined ? what : `${what}: ${failure.message}`;
  }

  async function run(when: 'now' | 'later'): Promise<void> {
    for (let turn = when === 'now' ? -1 : 0; ; turn += 1) {
      if (turn >= 0) await clock.sleep(pausesMs[Math.min(turn, pausesMs.length - 1)] ?? 0, signal);
      const reason = await hold(tryAll).catch((error: unknown) => {
        if (isFailure(error, 'ABORTED')) throw error;
        return describeFailure(toFailure(error));
      });
      signal.throwIfAborted();
      await onOutcome(reason);
      if (reason === undefined) return;
      log.warn({ event: 'agent.steps-owed', reason }, 'post-issue steps are owed, and tried again later');
    }
  }

  return {
    look(when) {
      under ??= run(when)
        .catch((error: unknown) => {
          if (!signal.aborted)
            log.error(
              { event: 'agent.steps-owed', reason: describeFailure(toFailure(error)) },
              'owed steps cannot be looked after',
            );
        })
        .finally(() => {
          under = undefined;
        });
    },
    ended: async () => under,
  };
}
