import type { CertificateMemory, RenewalMemory } from '../memory/memory.js';
import {
  type Charge,
  chargesOf,
  courtesyOf,
  howMany,
  openQueue,
  type Queue,
  type Standing,
} from '../rate-limits/index.js';
import { plainFingerprint } from '../steps/issued-certificate.js';
import { type Action, accountIdOf, type IssueAction, isIssue } from './actions.js';

export interface PaceInput {
  readonly actions: readonly Action[];
  readonly memory: ReadonlyMap<string, CertificateMemory>;
  readonly standing: Standing;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Whether a CA has Let's Encrypt's limits. */
  readonly isLetsEncrypt: (server: string) => boolean;
  /** URL of the account that will order; any text where none is registered yet. */
  readonly accountOf: (server: string, accountId: string | undefined) => string;
  /** Certificates that go first and do not wait: they were asked for, or have an order that can be taken up. */
  readonly first: ReadonlySet<string>;
}

/** Turns are rounded up to this, in milliseconds: those that come one after the other share a pass. */
const grainMs = 5 * 60_000;

/** The queues of one plan by the keys of what they wait for. */
type Queues = Map<string, Queue>;

interface Turn {
  readonly at: number;
  readonly why: string;
}

/**
 * Lets only so many orders into a pass as the CAs allow, and gives the others a turn; so ten thousand new lines neither
 * meet a refusal each nor are tried again in every pass. Renewals come before new certificates, what expires first
 * before the rest. Renewals that the CA counts nowhere wait for a turn only while its window for them is open. Pure.
 */
export function paceOrders(input: PaceInput): Action[] {
  const { actions, now, first } = input;
  const issues = actions.filter(isIssue);
  const queues: Queues = new Map();
  const turns = new Map<Action, Turn | undefined>();
  for (const action of inOrderOfNeed(issues, first)) turns.set(action, nextOf(input, action, queues));
  return actions.map((action) => {
    const turn = turns.get(action);
    if (turn === undefined || !isIssue(action)) return action;
    const until = Math.ceil(turn.at / grainMs) * grainMs;
    return {
      kind: 'wait',
      name: action.name,
      reason: `${action.reason}; ${turn.why}`,
      until: Math.max(until, now),
      pending: action,
      isQueued: true,
    };
  });
}

/** The turn of a certificate that has to wait; undefined: it goes now. */
function nextOf(input: PaceInput, action: IssueAction, queues: Queues): Turn | undefined {
  const { now, isLetsEncrypt, standing } = input;
  const { server } = action;
  const order = { account: input.accountOf(server, accountIdOf(action)), domains: action.certificate.domains };
  const window = renewalWindow(action, input.memory);
  const charges = window === undefined ? chargesOf(order) : courtesyOf(order);
  const pause = window === undefined ? pauseOf(charges, standing, now) : undefined;
  const isFirst = input.first.has(action.name);
  if (pause !== undefined && !isFirst) return pause;
  if (!isLetsEncrypt(server)) return undefined;
  const waits = charges.map((charge) => ({ charge, queue: queueFor(charge, input, queues) }));
  const longest = waits.reduce((most, wait) => (wait.queue.next() > most.queue.next() ? wait : most));
  const at = longest.queue.next();
  if (at <= now || isFirst) {
    for (const { queue } of waits) queue.join();
    return undefined;
  }
  // Its place in the others is left to those who can go earlier.
  longest.queue.join();
  if (window === undefined) return { at, why: queueOf(longest.charge) };
  return at > window.windowEnd ? undefined : { at, why: crowd };
}

function queueFor(charge: Charge, { standing, now }: PaceInput, queues: Queues): Queue {
  const queue = queues.get(charge.key) ?? openQueue(charge, standing.used, now);
  queues.set(charge.key, queue);
  return queue;
}

const crowd = 'many renewals are due, and its turn comes while the window of the CA is open';

function queueOf({ name, limit, subject }: Charge): string {
  return `it waits for its turn, as the CA allows ${howMany(limit)} ${name} for a time (${subject})`;
}

/** What a CA that asked for a pause has to say. */
function pauseOf(charges: readonly Charge[], { blocked }: Standing, now: number): Turn | undefined {
  const pauses = charges.map(({ key, subject }) => ({ at: blocked.get(key) ?? now, subject }));
  const longest = pauses.reduce((most, pause) => (pause.at > most.at ? pause : most), { at: now, subject: '' });
  return longest.at > now ? { at: longest.at, why: `the CA asked for a pause (${longest.subject})` } : undefined;
}

/** The CA's window for a renewal that it counts nowhere; undefined where it counts, as far as can be told beforehand. */
function renewalWindow(
  { lineage, certificate, name, server }: IssueAction,
  memory: ReadonlyMap<string, CertificateMemory>,
): RenewalMemory | undefined {
  const renewal = memory.get(name)?.renewal;
  const facts = lineage?.health === 'good' && lineage.server === server ? lineage.certificate : undefined;
  if (renewal === undefined || facts?.ariId === undefined) return undefined;
  if (!certificate.domains.some((domain) => facts.domains.includes(domain))) return undefined;
  return renewal.fingerprint === plainFingerprint(facts.fingerprint) ? renewal : undefined;
}

/** Those that go first, then renewals by what is left of them, then the rest as the configuration has them. */
function inOrderOfNeed(issues: readonly IssueAction[], first: ReadonlySet<string>): IssueAction[] {
  const others = issues.filter(({ name }) => !first.has(name));
  const isUrgent = ({ kind }: IssueAction): boolean => kind === 'renew' || kind === 'repair';
  const endOf = ({ lineage }: IssueAction): number => lineage?.certificate?.notAfter.getTime() ?? 0;
  return [
    ...issues.filter(({ name }) => first.has(name)),
    ...others.filter(isUrgent).sort((left, right) => endOf(left) - endOf(right)),
    ...others.filter((action) => !isUrgent(action)),
  ];
}
