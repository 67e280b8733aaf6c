import type { DesiredState } from '../../config/desired-state.js';
import { recognizeLetsEncrypt } from '../../issuance/orders/lets-encrypt.js';
import type { OpenAccount } from '../../issuance/orders/open-accounts.js';
import { createAfterwards } from '../../issuance/pass/afterwards.js';
import { createPassContext } from '../../issuance/pass/create-pass-context.js';
import type { PassContext } from '../../issuance/pass/pass-context.js';
import { createFingerprint } from '../../issuance/plan/configuration-fingerprint.js';
import type { RateLimits } from '../../issuance/rate-limits/index.js';
import type { Journaled } from '../../store/facts/journal.js';
import type { CertificateStore } from '../../store/store.js';
import type { DoorContext } from '../door.js';
import { doorsJournal } from '../journal.js';

/** What orders share for some minutes: connections, zones, accounts at the CA. */
export interface Session {
  /** For one order: what it leaves behind for its end is in `afterwards`. */
  open(): PassContext;
  /** ACME directory URL of the configuration. */
  readonly server: string;
  /** The account at a CA; made where there is none. */
  account(server: string): Promise<OpenAccount>;
  /** The CA does not know the account any more: it is made anew. */
  renewAccount(server: string, id: string): Promise<OpenAccount>;
  /** Removes what orders left in the DNS that are not in work. Never rejects. */
  sweep(): Promise<void>;
  isSilent(): boolean;
  close(): Promise<void>;
}

/** What the entries of this door in the journal belong to. */
export function labelOf(orderId: string): string {
  return `acme ${orderId}`;
}

const labelPrefix = 'acme ';

/** Whether an entry of the journal belongs to an order of this door. */
export function isLabel(owner: string): boolean {
  return owner.startsWith(labelPrefix);
}

/**
 * A session works like a pass, with three differences: its records are in the journal of the doors, what it writes for passes
 * to see is written while the directory is held, and no wait is parked, since nothing is held up by it.
 * @param active labels of orders in work, whose records are no leftovers
 */
export function openSession(door: DoorContext, active: ReadonlySet<string>): Session {
  const services = door.services();
  const state = door.state();
  const { signal } = door;
  const store = withJournal(services.store, active);
  const broker = services.openBroker({ state, signal, journal: store.journal, mayPark: false });
  const held = { ...services, store, limits: heldLimits(services.limits, services.env, door.hold) };
  // Nothing is remembered but by a pass, which brings its own.
  const fingerprint = createFingerprint('');
  const base = createPassContext(held, { state, emit: () => {}, signal, broker, fingerprint });

  const accounts = new Map<string, Promise<OpenAccount>>();

  return {
    server: serverOf(state),
    open: () => ({ ...base, afterwards: createAfterwards() }),
    account(server) {
      const known = accounts.get(server) ?? door.hold(() => base.accounts.of(server));
      accounts.set(server, known);
      return known;
    },
    renewAccount(server, id) {
      accounts.delete(server);
      return door.hold(() => base.accounts.renew(server, id));
    },
    async sweep() {
      await broker.sweep();
      await broker.swept();
    },
    isSilent: () => base.accounts.isSilent(serverOf(state)),
    close: broker.close,
  };
}

function serverOf({ settings }: DesiredState): string {
  return settings.server;
}

function withJournal(store: CertificateStore, active: ReadonlySet<string>): CertificateStore {
  const journal = doorsJournal(store);
  return {
    ...store,
    journal: {
      ...journal,
      // What other doors have there, or orders in work, is none of the sweep's business.
      list: async (kind, certificate) =>
        (await journal.list(kind, certificate)).filter((entry) => isLeft(entry, active)),
    },
  };
}

function isLeft(entry: Journaled<'txt-record'> | { readonly kind: string }, active: ReadonlySet<string>): boolean {
  if (!('certificate' in entry) || entry.certificate === undefined) return false;
  return isLabel(entry.certificate) && !active.has(entry.certificate);
}

/** The count of orders is one for passes and doors. What only looks at it needs nobody's leave. */
function heldLimits(limits: RateLimits, env: NodeJS.ProcessEnv, hold: DoorContext['hold']): RateLimits {
  const { isOne: isCounted } = recognizeLetsEncrypt(env);
  return {
    takeOrder: async (order) => {
      if (!isCounted(order.server)) return limits.takeOrder(order);
      const giveBack = await hold(() => limits.takeOrder(order));
      return () => hold(giveBack);
    },
    heed: (order, failure) => hold(() => limits.heed(order, failure)),
    takeValidations: async (account, names) => {
      const ticket = await limits.takeValidations(account, names);
      const settle = (failed: readonly string[]) => ticket.settle(failed);
      return { settle: (failed) => (failed.length === 0 ? settle(failed) : hold(() => settle(failed))) };
    },
    standing: () => limits.standing(),
  };
}
