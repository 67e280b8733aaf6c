import { isOrderGone } from '../../acme/failure-kinds.js';
import type { RenewalInfo } from '../../acme/renewal-info.js';
import { type RevocationReason, revocationReasons } from '../../acme/revoke.js';
import { failureFields } from '../../logging/failure-fields.js';
import { withSignal } from '../../sdk/ambient-signal.js';
import { describeFailure, isFailure } from '../../sdk/failure.js';
import type { DoorContext } from '../door.js';
import { doorsJournal } from '../journal.js';
import { createRenewed } from '../renewed.js';
import { type Book, newId } from './book.js';
import { issue } from './issue.js';
import { problemDocument } from './problems.js';
import { assertAllowed, assertRoom } from './room.js';
import { isLabel, labelOf, openSession } from './session.js';
import { asStoredProblem, type StoredCertificate, type StoredOrder } from './state.js';
import { createTurns } from './turns.js';
import { createWaiters } from './waiters.js';

/** Has certificates made: by our account at the CA, through our providers. */
export interface Workshop {
  /** Begins with an order whose request is on disk. */
  start(id: string): void;
  /** Resolves when the order is no longer in work, the time is over or the caller has gone. */
  settled(id: string, ms: number, signal: AbortSignal): Promise<void>;
  /** An order in work whose outcome another one with this digest shares. */
  sameInWork(digest: string): string | undefined;
  /** @throws Failure RATE_LIMITED where it would have to wait for long */
  assertRoom(order: StoredOrder): Promise<void>;
  /** The CA's profiles, as far as they are known by now. */
  profiles(): Readonly<Record<string, string>>;
  /** What the CA asks its clients to know: terms, CAA names. */
  meta(): { readonly termsOfService: string | undefined; readonly caaIdentities: readonly string[] };
  alternate(certificate: StoredCertificate, index: number): Promise<string>;
  revoke(certificate: StoredCertificate, der: Buffer, reason: RevocationReason): Promise<void>;
  renewalInfo(certificate: StoredCertificate, ariId: string): Promise<RenewalInfo | undefined>;
  /** Looks after what could not be brought to its end or removed before. Never rejects. */
  tidy(): Promise<void>;
  close(): Promise<void>;
}

/** Orders in work at the same time: most of it is waiting, for the DNS and for the CA. */
const mostAtOnce = 32;
/** Pauses between tries in milliseconds; an order that has been tried so often has failed. */
const pauses = [1000, 5000, 15_000, 30_000, 60_000, 120_000, 240_000];
/** A pause that a CA or a limit asks for is sat out up to this, in milliseconds; longer ones are told to the client. */
const longestPauseMs = 60_000;

export function createWorkshop(context: DoorContext, book: Book): Workshop {
  const { log, clock, signal } = context;
  const active = new Set<string>();
  const sessions = createRenewed(
    context,
    () => openSession(context, active),
    (session) => session.isSilent(),
  );
  const turns = createTurns(mostAtOnce);
  /** Orders in the queue or in work. */
  const begun = new Set<string>();
  const waiters = createWaiters();
  let known: ReturnType<Workshop['meta']> & { readonly profiles: ReturnType<Workshop['profiles']> } = {
    profiles: {},
    termsOfService: undefined,
    caaIdentities: [],
  };

  /** Learns of the CA, in the background: nobody waits for it. */
  async function learn(): Promise<void> {
    try {
      const { server } = await within((session) => session.account(session.server));
      known = {
        profiles: server.profiles,
        termsOfService: server.termsOfService,
        caaIdentities: server.directory.meta?.caaIdentities ?? [],
      };
    } catch (error) {
      if (!signal.aborted)
        log.warn({ event: 'door.ca-unknown', ...failureFields(error) }, 'nothing is known of the CA yet');
    }
  }

  function within<T>(work: Parameters<typeof sessions.use<T>>[0]): Promise<T> {
    return withSignal(signal, () => sessions.use(work));
  }

  /** Never rejects. */
  async function work(id: string, doIt: () => Promise<void>): Promise<void> {
    const label = labelOf(id);
    active.add(label);
    try {
      await doIt();
    } catch (error) {
      if (!signal.aborted)
        log.error({ event: 'door.order-failed', order: id, ...failureFields(error) }, 'an order broke off');
    } finally {
      active.delete(label);
      begun.delete(id);
      waiters.wake(id);
    }
    await tidy(label);
  }

  /** Never rejects. */
  async function tidy(label?: string): Promise<void> {
    try {
      await sweepLeft(label);
    } catch (error) {
      log.warn({ event: 'door.sweep-failed', ...failureFields(error) }, 'TXT records are looked at later');
    }
  }

  async function untilDone(id: string): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      const order = book.orders.get(id);
      if (order?.csr === undefined || order.error !== undefined || signal.aborted) return;
      try {
        assertAllowed(context, order);
        const issued = await within((session) => issue(book, session, id));
        // What an earlier run wrote for an order that needed no proof any more is gone before anybody takes it for done with.
        await sweepLeft(labelOf(id));
        await settle(id, { certificate: issued });
        return;
      } catch (error) {
        if (signal.aborted) return;
        const pauseMs = await pauseAfter(error, attempt, id);
        log[pauseMs === undefined ? 'error' : 'warn'](
          { event: 'door.order-failed', order: id, client: order.client, names: order.names, ...failureFields(error) },
          `${order.names.join(', ')}: ${describeFailure(error)}`,
        );
        if (pauseMs === undefined) return settle(id, { error });
        await clock.sleep(pauseMs, signal);
      }
    }
  }

  /** Undefined: another try is of no use, or comes too late for the client. */
  async function pauseAfter(error: unknown, attempt: number, id: string): Promise<number | undefined> {
    const pause = pauses[attempt];
    if (!isFailure(error) || pause === undefined) return undefined;
    if (isOrderGone(error)) {
      const { upstream: _gone, ...order } = book.orders.get(id) ?? ({} as StoredOrder);
      await book.orders.put(id, order);
      return attempt === 0 ? 0 : pause;
    }
    if (error.code === 'VALIDATION' || error.code === 'ACME' || !error.retryable) return undefined;
    if (error.code !== 'RATE_LIMITED') return pause;
    const asked = error.retryAfterMs ?? pause;
    return asked > longestPauseMs ? undefined : Math.max(asked, 1000);
  }

  type Outcome = { readonly certificate: Awaited<ReturnType<typeof issue>> } | { readonly error: unknown };

  async function settle(id: string, outcome: Outcome): Promise<void> {
    const sharing = [...book.orders.all()].filter(([, { joins }]) => joins === id).map(([other]) => other);
    for (const each of [id, ...sharing]) {
      const order = book.orders.get(each);
      if (order === undefined || order.certificate !== undefined || order.error !== undefined) continue;
      const { csr: _done, retryAt: _old, ...rest } = order;
      if ('error' in outcome) {
        const error = asStoredProblem(problemDocument(outcome.error));
        const retryAfterMs = isFailure(outcome.error) ? outcome.error.retryAfterMs : undefined;
        const retryAt = retryAfterMs === undefined ? {} : { retryAt: clock.now() + retryAfterMs };
        await book.orders.put(each, { ...rest, error, ...retryAt });
      } else {
        const certificate = newId();
        const { account, client } = order;
        await book.certificates.put(certificate, { ...outcome.certificate, account, client });
        await book.orders.put(each, { ...rest, certificate });
      }
      waiters.wake(each);
    }
  }

  /** Sweeps where something is left; of one order, which is not in work any more, or of any. */
  async function sweepLeft(label?: string): Promise<void> {
    const entries = await doorsJournal(context.services().store).list('txt-record', label);
    if (signal.aborted || !entries.some(({ certificate = '' }) => label !== undefined || isLabel(certificate))) return;
    if (label !== undefined) active.delete(label);
    await sweep();
  }

  async function sweep(): Promise<void> {
    try {
      await within((session) => session.sweep());
    } catch (error) {
      if (!signal.aborted)
        log.warn({ event: 'door.sweep-failed', ...failureFields(error) }, 'TXT records are looked at later');
    }
  }

  function isInWork({ csr, error, certificate }: StoredOrder): boolean {
    return csr !== undefined && error === undefined && certificate === undefined;
  }

  function start(id: string): void {
    const order = book.orders.get(id);
    if (order === undefined || begun.has(id)) return;
    const leader = order.joins === undefined ? undefined : book.orders.get(order.joins);
    if (leader !== undefined && isInWork(leader)) return;
    const isShared = leader?.certificate !== undefined && book.certificates.get(leader.certificate);
    begun.add(id);
    const doIt = () => (isShared ? settle(id, { certificate: isShared }) : untilDone(id));
    turns.add(order.client, () => work(id, doIt));
  }

  /** What an earlier run did not bring to its end; or this one, where the store could not be written for long. */
  async function resume(): Promise<void> {
    for (const [id, order] of book.orders.all()) if (isInWork(order)) start(id);
    await tidy();
  }

  const resuming = resume().then(learn);

  return {
    start,
    settled: waiters.wait((id) => {
      const order = book.orders.get(id);
      return order === undefined || !isInWork(order);
    }),
    sameInWork(digest) {
      for (const [id, order] of book.orders.all()) {
        if (order.digest === digest && order.joins === undefined && isInWork(order)) return id;
      }
      return undefined;
    },
    assertRoom: (order) => assertRoom(context, book, order),
    profiles: () => known.profiles,
    meta: () => known,
    alternate: ({ server, alternates }, index) =>
      within(async (session) => (await (await session.account(server)).account.chainAt(alternates[index] ?? '')).pem),
    revoke: ({ server }, der, reason) =>
      within(async (session) => {
        const certificatePem = `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`;
        if (!Object.hasOwn(revocationReasons, reason)) return;
        await (await session.account(server)).account.revoke({ certificatePem, reason });
      }),
    renewalInfo: ({ server }, ariId) =>
      within(async (session) => (await session.account(server)).server.renewalInfoOf(ariId)),
    tidy: resume,
    async close() {
      await turns.close();
      await resuming.catch(() => {});
      await sessions.close();
    },
  };
}
