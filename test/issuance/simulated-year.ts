import { createHash } from 'node:crypto';
import type { DesiredCertificate } from '../../core/config/desired-state.js';
import { letsEncryptServer } from '../../core/config/settings.js';
import { backOffAfter } from '../../core/issuance/memory/back-off-after.js';
import type { CertificateMemory } from '../../core/issuance/memory/memory.js';
import type { MemoryStore } from '../../core/issuance/memory/memory-store.js';
import type { Outcome } from '../../core/issuance/pass/outcome.js';
import { type IssueAction, isIssue } from '../../core/issuance/plan/actions.js';
import { nextDue } from '../../core/issuance/plan/next-wake.js';
import { plan } from '../../core/issuance/plan/plan.js';
import { pickRenewalMoment } from '../../core/issuance/plan/renewal-moment.js';
import { takeTurns } from '../../core/issuance/plan/take-turns.js';
import { createRateLimits, type RateLimits } from '../../core/issuance/rate-limits/index.js';
import { nextCronRun } from '../../core/scheduler/cron.js';
import { scheduleDelayMs } from '../../core/scheduler/schedule-delay.js';
import { Failure, toFailure } from '../../core/sdk/failure.js';
import type { GoodLineage } from '../../core/store/lineages/lineage.js';
import { createFacts } from './create-facts.js';
import { now as begin, certificate, day, state as desiredState, fingerprint, lineage } from './fixtures.js';
import { createLetsEncryptModel, type LetsEncryptModel } from './lets-encrypt-model.js';

export interface YearOptions {
  /** The names of each certificate; the first names it. */
  readonly certificates: readonly (readonly string[])[];
  readonly lifetimeDays: number;
  /** Whether the CA says when to renew (RFC 9773), and then counts no renewal. */
  readonly hasRenewalInformation: boolean;
  readonly days: number;
  /** When the passes are; twice a day unless told. */
  readonly cron?: string;
  /** Names whose validation fails, and on how many days from the start. */
  readonly failing?: { readonly names: ReadonlySet<string>; readonly days: number };
}

export interface SimulatedYear {
  readonly ca: LetsEncryptModel;
  readonly passes: number;
  /** Names of certificates that were renewed too late. */
  readonly expired: readonly string[];
  /** Certificates that there are in the end. */
  readonly issued: number;
  /** Renewals on each day from the start. */
  readonly renewalsPerDay: readonly number[];
  /** Tries that ended with a limit of the program's own: the plan should have let them wait. */
  readonly heldBack: number;
}

const account = 'https://acme-v02.api.letsencrypt.org/acme/acct/1';
const usualCron = '12 01,13 * * *';
/** What one order takes, in milliseconds: many are made at once. */
const orderMs = 100;

/** Plays passes of the daemon with the real plan, limits and schedule; the clock, the disk and the CA are played. */
export async function simulateYear(options: YearOptions): Promise<SimulatedYear> {
  const { lifetimeDays, hasRenewalInformation, days, failing, cron = usualCron } = options;
  const clock = { now: begin };
  const ca = createLetsEncryptModel();
  const random = createRandom(9);
  const wanted = options.certificates.map((domains) =>
    certificate(domains[0] ?? '', { domains, server: letsEncryptServer }),
  );
  const state = desiredState(wanted);
  const lineages = new Map<string, GoodLineage>();
  const memory = createMapMemory();
  const store = { facts: createFacts(), accounts: oneAccount };
  const renewalsPerDay = new Array<number>(days + 1).fill(0);
  const expired: string[] = [];
  let passes = 0;
  let heldBack = 0;

  function issue(wish: DesiredCertificate): void {
    const before = lineages.get(wish.name);
    if (before !== undefined) {
      const today = Math.floor((clock.now - begin) / day);
      renewalsPerDay[today] = (renewalsPerDay[today] ?? 0) + 1;
      if (before.certificate.notAfter.getTime() <= clock.now) expired.push(wish.name);
    }
    const version = (before?.version ?? 0) + 1;
    lineages.set(wish.name, issuedLineage(wish, version, clock.now, lifetimeDays));
  }

  /** As the CA's own clock has it: at two thirds of the lifetime, half of a short one, give or take some hours. */
  function renewalOf({ name, certificate: facts }: GoodLineage): CertificateMemory['renewal'] {
    const lifetime = facts.notAfter.getTime() - facts.notBefore.getTime();
    const ideal = facts.notAfter.getTime() - lifetime / (lifetimeDays < 10 ? 2 : 3);
    const [windowStart, windowEnd] = [ideal - lifetime / 90, ideal + lifetime / 90];
    return {
      fingerprint: facts.fingerprint.toLowerCase(),
      windowStart,
      windowEnd,
      renewAt: pickRenewalMoment(windowStart, windowEnd, random(name), clock.now),
      askAgainAt: Number.POSITIVE_INFINITY,
    };
  }

  async function attempt(limits: RateLimits, action: IssueAction): Promise<Outcome> {
    const { certificate: wish, name } = action;
    clock.now += orderMs;
    try {
      const isExempt = hasRenewalInformation && action.lineage !== undefined;
      await limits.takeOrder({ server: letsEncryptServer, account, domains: wish.domains, isExempt });
      const order = ca.order(wish.domains, isExempt, clock.now);
      if (order === undefined) throw new Failure('RATE_LIMITED', 'refused by the CA');
      const ticket = await limits.takeValidations(account, wish.domains);
      const failed =
        clock.now - begin < (failing?.days ?? 0) * day ? wish.domains.filter((each) => failing?.names.has(each)) : [];
      await ticket.settle(failed);
      if (failed.length > 0) {
        ca.fail(order, failed, clock.now);
        throw new Failure('VALIDATION', 'no such record');
      }
      issue(wish);
      await memory.update(name, () => ({ lastSuccessAt: clock.now }));
      return { action, failure: undefined };
    } catch (error) {
      const failure = toFailure(error);
      if (failure.code === 'RATE_LIMITED') heldBack += 1;
      const failedConfiguration = fingerprint(wish, state);
      const backOff = backOffAfter(failure, (await memory.all()).get(name)?.backOff, clock.now);
      const lastFailure = { at: clock.now, step: 'order', code: failure.code, message: failure.message };
      await memory.update(name, (before) => ({ ...before, backOff, lastFailure, failedConfiguration }));
      return { action, failure, retryAt: backOff.notBefore };
    }
  }

  async function pass(): Promise<number | undefined> {
    passes += 1;
    const remembered = await memory.all();
    if (hasRenewalInformation) {
      for (const each of lineages.values()) {
        if (remembered.get(each.name)?.renewal !== undefined) continue;
        const renewal = renewalOf(each);
        await memory.update(each.name, (before) => ({ ...before, ...(renewal !== undefined && { renewal }) }));
      }
    }
    const planned = plan({ state, lineages: [...lineages.values()], memory: remembered, now: clock.now, fingerprint });
    const limits = createRateLimits({ store, isLetsEncrypt: () => true, now: () => clock.now });
    const services = { memory, store, limits, clock: { now: () => clock.now, sleep: async () => {} }, env: {} };
    const actions = await takeTurns(services, planned, new Set());
    const outcomes: Outcome[] = [];
    for (const action of actions.filter(isIssue)) outcomes.push(await attempt(limits, action));
    const scheduled = nextCronRun(cron, 'UTC', clock.now) ?? Number.POSITIVE_INFINITY;
    const late = scheduled + scheduleDelayMs('a host', scheduled, nextCronRun(cron, 'UTC', scheduled));
    const due = nextDue({ actions, outcomes, recordsDueAt: undefined, scheduled, now: clock.now });
    return Math.min(due ?? late, late);
  }

  const end = begin + days * day;
  while (clock.now < end) clock.now = (await pass()) ?? end;
  for (const { name, certificate: facts } of lineages.values()) if (facts.notAfter.getTime() <= end) expired.push(name);
  return { ca, passes, expired, issued: lineages.size, renewalsPerDay, heldBack };
}

function issuedLineage(wish: DesiredCertificate, version: number, at: number, lifetimeDays: number): GoodLineage {
  const base = lineage(wish.name, { domains: wish.domains, server: letsEncryptServer, version });
  const fingerprint = createHash('sha256').update(`${wish.name} ${version}`).digest('hex').toUpperCase();
  const validity = { notBefore: new Date(at), notAfter: new Date(at + lifetimeDays * day) };
  return { ...base, version, certificate: { ...base.certificate, domains: wish.domains, fingerprint, ...validity } };
}

const oneAccount = {
  find: async () => [{ id: 'a'.repeat(32), accountUrl: account }],
} as unknown as Parameters<typeof takeTurns>[0]['store']['accounts'];

function createMapMemory(): MemoryStore {
  const all = new Map<string, CertificateMemory>();
  return {
    all: async () => all,
    get: async (name) => all.get(name) ?? {},
    async update(name, change) {
      const after = change(all.get(name) ?? {});
      if (after === undefined) all.delete(name);
      else all.set(name, after);
    },
  };
}

/** Numbers from 0 to 1 that differ from call to call and not from run to run. */
function createRandom(seed: number): (salt: string) => number {
  let count = 0;
  return (salt) => {
    count += 1;
    return createHash('sha1').update(`${seed} ${count} ${salt}`).digest().readUInt32BE(0) / 2 ** 32;
  };
}
