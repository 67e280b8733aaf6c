import pLimit from 'p-limit';
import type { Clock } from '../clock/clock.js';
import type { DesiredState } from '../config/index.js';
import { withSignal } from '../http/index.js';
import { describeFailure, isFailure, toFailure } from '../sdk/failure.js';
import { type Contact, writeContact } from './contact.js';
import type { Hubs } from './hub-client.js';
import { type CopyServices, keepCopy } from './keep-copy.js';

export interface AgentOptions {
  readonly hubs: Hubs;
  /** Where they are, for the renewal configuration. */
  readonly hub: string;
  /** Left out: all that the client may fetch. */
  readonly names: readonly string[];
  readonly services: CopyServices & { readonly clock: Clock };
  readonly state: DesiredState;
  /** Does something while the directory is ours. */
  readonly hold: <T>(work: () => Promise<T>) => Promise<T>;
  readonly signal: AbortSignal;
}

/** Pauses after failures in a row, in milliseconds: a hub that restarts is soon back. */
const pausesMs = [1000, 2000, 5000, 15_000, 60_000, 5 * 60_000];
/** How often what is written down of a contact is brought up to date, in milliseconds. */
const noteEveryMs = 60_000;

/** Keeps the copies of this host until it is told to stop. A hub that is away changes nothing here. @throws Failure ABORTED, STORE */
export async function runAgent(options: AgentOptions): Promise<void> {
  const { hubs, services, signal } = options;
  const { log, clock, store } = services;
  const oneAfterTheOther = pLimit(1);
  let heard = 0;
  let noted = 0;
  /** Why each is not given; by name. */
  const reasons = new Map<string, string>();

  /** @throws Failure STORE */
  async function note(contact: Contact, isNews: boolean): Promise<void> {
    if (!isNews && Math.abs(clock.now() - noted) < noteEveryMs) return;
    noted = clock.now();
    await options.hold(() => writeContact(store.publication.state, contact));
  }

  async function answered(name: string): Promise<void> {
    heard = clock.now();
    const isNews = reasons.delete(name) || noted === 0;
    if (isNews && noted > 0) log.info({ event: 'agent.hub-back' }, 'the hub answers again');
    await oneAfterTheOther(() => note({ at: heard, reason: undefined }, isNews));
  }

  async function unanswered(error: unknown, name: string): Promise<void> {
    const why = describeFailure(toFailure(error));
    const isNews = reasons.get(name) !== why;
    reasons.set(name, why);
    if (isNews)
      log.warn(
        { event: 'agent.hub-away', ...(name !== '' && { certificate: name }), reason: why },
        `the hub does not give what is asked for: what is there stays (${why})`,
      );
    await oneAfterTheOther(() => note({ at: heard, reason: why }, isNews));
  }

  /** Does something at the hub until it works. */
  async function untilDone<T>(work: () => Promise<T>, name = ''): Promise<T> {
    for (let failures = 0; ; failures += 1) {
      try {
        const done = await work();
        await answered(name);
        return done;
      } catch (error) {
        if (signal.aborted || isFailure(error, 'STORE', 'LOCKED')) throw error;
        await unanswered(error, name);
        await clock.sleep(pausesMs[Math.min(failures, pausesMs.length - 1)] ?? 0, signal);
      }
    }
  }

  async function follow(name: string): Promise<never> {
    for (;;) {
      const found = await untilDone(() => hubs.next(name), name);
      if (found === undefined) continue;
      const copy = () => options.hold(() => keepCopy(services, options, name, found));
      await untilDone(() => oneAfterTheOther(copy), name);
    }
  }

  await withSignal(signal, async () => {
    const names = options.names.length > 0 ? options.names : await untilDone(() => hubs.names());
    log.info({ event: 'agent.started', certificates: names }, `keeping ${names.length} certificates`);
    await Promise.all(names.map(follow));
  });
}
