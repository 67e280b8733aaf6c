import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { DesiredState } from '../config/desired-state.js';
import { failureFields } from '../logging/failure-fields.js';
import { isFailure, toFailure } from '../sdk/failure.js';
import { joinSignals } from '../sdk/joined-signal.js';
import type { Lease } from '../store/lease.js';
import { moveObstacle, readMoveMark } from '../store/move-mark.js';
import type { SharedStore } from '../store/shared-store.js';
import { readAnew } from './daemon-pass.js';
import { createHostFiles } from './host-files.js';
import type { Application } from './open-application.js';
import type { Configuration } from './read-configuration.js';
import { tokens } from './tokens.js';
import { programVersion } from './version.js';

/** How often a stand-by looks whether the lease is free, in milliseconds; a clean stop tells it at once. */
const lookMs = 3000;
/** How often it tells that it is there, in milliseconds. */
const announceMs = 60_000;
/** What is told within this time is looked at together, in milliseconds. */
const gatherMs = 200;
const filesWaitMs = 5 * 60_000;

/** An instance among several over one store. */
export interface StandBy {
  /** Keeps the files of this host, until this instance is the one that does the passes. @throws Failure of a kind that does not pass */
  awaitLeadership(signal: AbortSignal): Promise<Lease>;
  close(): void;
}

export function createStandBy(
  application: Application,
  shared: SharedStore,
  onConfiguration: (configuration: Configuration) => void,
): StandBy {
  const { log, container } = application;
  const { store, clock } = container.resolve(tokens.passServices);
  const hostFiles = createHostFiles(shared, clock);
  let announcedAt = 0;
  let told: string | undefined;
  let isWorking = false;
  let wake = () => {};
  const end = new AbortController();
  const stopListening = shared.listen((what, isOwn) => {
    // What the doors tell each other is none of its business.
    if (isOwn || what.startsWith('door ')) return;
    hostFiles.heard(what);
    wake();
  });
  /** Also while this instance does the passes: somebody may renew one by a command on another host. */
  const timer = setInterval(() => {
    if (hostFiles.isTold() && !isWorking) compare(end.signal).catch((error: unknown) => tell(error));
    // Who is silent for some minutes counts as away; one that does the passes has no other occasion.
    if (clock.now() - announcedAt >= announceMs) announce().catch((error: unknown) => tell(error));
  }, lookMs);
  timer.unref();

  function tell(error: unknown, isMoving = false): void {
    if (end.signal.aborted) return;
    const failure = toFailure(error);
    // The same thing is said once.
    if (told !== failure.message) {
      log.error({ event: isMoving ? 'store.moving' : 'store.away', ...failureFields(error) }, failure.message);
    }
    told = failure.message;
  }

  /** Says that this instance is there, and returns what tells its configuration from others. */
  async function announce(): Promise<string> {
    announcedAt = clock.now();
    const own = configurationId(application.state);
    await shared.announce({ version: programVersion(), configuration: own });
    return own;
  }

  async function compare(signal: AbortSignal): Promise<void> {
    isWorking = true;
    try {
      const services = application.current().resolve(tokens.passServices);
      const files = await store.publication.lease({
        command: 'letsencrypt-dns run (files)',
        wait: filesWaitMs,
        signal,
      });
      try {
        await hostFiles.compare(services, application.state, signal);
      } finally {
        await files.release();
      }
    } finally {
      isWorking = false;
    }
  }

  async function look(signal: AbortSignal): Promise<void> {
    const isDue = hostFiles.isDue();
    if (!isDue && !hostFiles.isTold()) return;
    if (isDue) {
      const configuration = await readAnew(application, application, false, signal);
      application.enter(configuration);
      onConfiguration(configuration);
    }
    if (!isWorking) await compare(signal);
    if (!isDue) return;
    const own = await announce();
    const obstacle = moveObstacle(await readMoveMark(store.state), clock.now());
    if (obstacle !== undefined) tell(obstacle, true);
    const [leader, instances] = [await shared.leader(), await shared.glance()];
    const other = instances.find(({ host }) => host === leader?.host)?.configuration;
    if (other === undefined || other === own) return;
    log.warn(
      { event: 'store.configurations', leader: leader?.host },
      'this instance has other certificates in its configuration than the one that does the passes',
    );
  }

  async function idle(signal: AbortSignal): Promise<void> {
    const stop = new AbortController();
    wake = () => stop.abort();
    const either = joinSignals(signal, stop.signal);
    await pause(lookMs, undefined, { signal: either.signal }).catch(() => undefined);
    either.release();
    wake = () => {};
    // Many that change one after the other are not looked at one by one.
    if (hostFiles.isTold()) await pause(gatherMs, undefined, { signal }).catch(() => undefined);
  }

  return {
    async awaitLeadership(signal) {
      hostFiles.heard('anything');
      let isSaid = false;
      for (;;) {
        signal.throwIfAborted();
        try {
          const lease = await store.lease('leader', { command: 'letsencrypt-dns run', signal });
          told = undefined;
          await announce();
          log.info({ event: 'leader.begun' }, 'this instance does the passes now');
          return lease;
        } catch (error) {
          if (!isFailure(error, 'LOCKED')) {
            if (!toFailure(error).retryable) throw error;
            tell(error);
          } else if (!isSaid) {
            isSaid = true;
            log.info(
              { event: 'leader.other', reason: toFailure(error).message },
              'another instance does the passes: standing by',
            );
          }
        }
        await look(signal).catch((error: unknown) => {
          if (!signal.aborted) tell(error);
        });
        await idle(signal);
      }
    },
    close() {
      end.abort();
      clearInterval(timer);
      stopListening();
    },
  };
}

/** Tells the certificates of one configuration from those of another; says nothing of secrets. */
export function configurationId({ certificates }: DesiredState): string {
  const wanted = certificates.map(({ name, domains, server, keyType }) => [name, domains, server, keyType]);
  return createHash('sha256').update(JSON.stringify(wanted.sort())).digest('hex').slice(0, 16);
}
