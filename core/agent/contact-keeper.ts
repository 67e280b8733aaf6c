import type { Clock } from '../clock/clock.js';
import { describeFailure, type Failure } from '../sdk/failure.js';
import type { Logger } from '../sdk/logger.js';
import type { StateStore } from '../store/facts/state-file.js';
import { type Contact, writeContact } from './contact.js';

/** Writes down how an agent stands, for `health`, and logs what changes. */
export interface ContactKeeper {
  /** A hub gave what was asked for. @throws Failure STORE */
  answered(name: string): Promise<void>;
  /** None did. @throws Failure STORE */
  unanswered(failure: Failure, name: string): Promise<void>;
  /** These are kept here. @throws Failure STORE */
  keeping(names: readonly string[]): Promise<void>;
  /** Post-issue steps fail, or (undefined) all have succeeded. @throws Failure STORE */
  stepsFail(reason: string | undefined): Promise<void>;
}

export interface ContactKeeperOptions {
  readonly state: Pick<StateStore, 'write'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Logger;
  /** Does something while the directory is ours. */
  readonly hold: <T>(work: () => Promise<T>) => Promise<T>;
}

/** How often what is written down is brought up to date, in milliseconds; what is new is written at once. */
const noteEveryMs = 60_000;

export function createContactKeeper({ state, clock, log, hold }: ContactKeeperOptions): ContactKeeper {
  let contact: Contact = { at: 0 };
  let noted = 0;
  /** Why each is not given; by name. */
  const reasons = new Map<string, string>();

  async function note(change: Partial<Contact>, isNews: boolean): Promise<void> {
    contact = { ...contact, ...change };
    if (!isNews && Math.abs(clock.now() - noted) < noteEveryMs) return;
    noted = clock.now();
    await hold(() => writeContact(state, contact));
  }

  return {
    async answered(name) {
      const isBack = reasons.delete(name);
      if (isBack) log.info({ event: 'agent.hub-back' }, 'the hub answers again');
      await note({ at: clock.now(), reason: undefined }, isBack || noted === 0);
    },
    async unanswered(failure, name) {
      const reason = describeFailure(failure);
      const isNews = reasons.get(name) !== reason;
      reasons.set(name, reason);
      if (isNews)
        log.warn(
          { event: 'agent.hub-away', ...(name !== '' && { certificate: name }), reason },
          `the hub does not give what is asked for: what is there stays (${reason})`,
        );
      await note({ reason }, isNews);
    },
    keeping: (names) => note({ names: [...names].sort() }, true),
    async stepsFail(reason) {
      if (reason === undefined && contact.steps === undefined) return;
      const since = contact.steps?.since ?? clock.now();
      await note({ steps: reason === undefined ? undefined : { since, reason } }, reason !== contact.steps?.reason);
    },
  };
}
