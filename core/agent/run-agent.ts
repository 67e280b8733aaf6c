import pLimit from 'p-limit';
import type { Clock } from '../clock/clock.js';
import type { DesiredState } from '../config/desired-state.js';
import { withSignal } from '../sdk/ambient-signal.js';
import { isFailure, toFailure } from '../sdk/failure.js';
import { createContactKeeper } from './contact-keeper.js';
import type { Hubs } from './hub-client.js';
import { type CopyServices, keepCopy } from './keep-copy.js';
import { createOwedSteps } from './owed-steps.js';

export interface AgentOptions {
  readonly hubs: Hubs;
  /** Where they are, for the renewal configuration. */
  readonly hub: string;
  readonly hasSeveralHubs: boolean;
  /** Left out: all that the client may fetch. */
  readonly names: readonly string[];
  readonly services: CopyServices & { readonly clock: Clock };
  readonly state: DesiredState;
  /** Does something while the directory is ours. */
  readonly hold: <T>(work: () => Promise<T>) => Promise<T>;
  readonly signal: AbortSignal;
}

/** Pauses after failures in a row, in milliseconds, the last one from then on: a hub that is back is soon found. */
const pausesMs = [1000, 2000, 5000, 10_000, 20_000, 30_000, 60_000];
/** How often a hub is asked whether there is more to be kept, in milliseconds. */
const namesEveryMs = 5 * 60_000;

/**
 * Keeps the copies of this host until it is told to stop. A hub that is away changes nothing here, and steps that have
 * failed are tried again. @throws Failure ABORTED, STORE
 */
export async function runAgent(options: AgentOptions): Promise<void> {
  const { hubs, services, signal, state } = options;
  const { log, clock, store } = services;
  const line = pLimit(1);
  /** One thing at a time is done in the directory. */
  const alone = <T>(work: () => Promise<T>) => line(() => options.hold(work));
  const contact = createContactKeeper({ state: store.publication.state, clock, log, hold: alone });
  const owed = createOwedSteps({ services, state, hold: alone, onOutcome: contact.stepsFail, signal });
  const followed = new Set<string>();

  /** Does something at the hub until it works. */
  async function untilDone<T>(work: () => Promise<T>, name = ''): Promise<T> {
    for (let failures = 0; ; failures += 1) {
      try {
        const done = await work();
        await contact.answered(name);
        return done;
      } catch (error) {
        if (signal.aborted || isFailure(error, 'STORE', 'LOCKED')) throw error;
        await contact.unanswered(toFailure(error), name);
        await clock.sleep(pausesMs[Math.min(failures, pausesMs.length - 1)] ?? 0, signal);
      }
    }
  }

  async function follow(name: string): Promise<never> {
    for (;;) {
      const found = await untilDone(() => hubs.next(name), name);
      if (found === undefined) continue;
      const kept = await untilDone(() => alone(() => keepCopy(services, options, name, found)), name);
      if (kept === 'failed') owed.look('later');
    }
  }

  async function followAll(names: readonly string[], onEnd: (error: unknown) => void): Promise<void> {
    const fresh = names.filter((name) => !followed.has(name));
    if (fresh.length === 0) return;
    for (const name of fresh) {
      followed.add(name);
      follow(name).catch(onEnd);
    }
    log.info({ event: 'agent.started', certificates: fresh }, `keeping ${followed.size} certificates`);
    await contact.keeping([...followed]);
  }

  /** What a client may fetch changes with the configuration of the hub; what it may fetch no longer stays here. */
  async function followListed(onEnd: (error: unknown) => void): Promise<never> {
    for (;;) {
      await followAll(await untilDone(() => hubs.names()), onEnd);
      await clock.sleep(namesEveryMs, signal);
    }
  }

  await withSignal(signal, async () => {
    owed.look('now');
    try {
      await new Promise<never>((_resolve, reject) => {
        const going = options.names.length > 0 ? followAll(options.names, reject) : followListed(reject);
        going.catch(reject);
      });
    } finally {
      await owed.ended();
    }
  });
}
