import pLimit from 'p-limit';
import type { DesiredState } from '../config/desired-state.js';
import { hostedDomain } from '../dns/zone-names.js';
import { createAccounts } from '../issuance/orders/open-accounts.js';
import type { IssuanceStep } from '../issuance/pass/events.js';
import { certificatesInOrder } from '../issuance/pass/parked.js';
import { checkCaa, checkDnssec } from './check-names.js';
import { type CheckHold, checkZone, type ZoneCheck, type ZoneGroup } from './check-zone.js';
import type { CheckContext, CheckServices } from './context.js';
import { diagnoseAlias } from './diagnoses/alias.js';
import type { Diagnosis } from './diagnosis.js';
import { type LocatedName, locateNames } from './locate.js';
import { diagnoseParentRecords, findParentRecords, type ParentRecord } from './standalone-records.js';

export interface CheckRequest {
  readonly state: DesiredState;
  readonly signal: AbortSignal;
  /** Does what needs the directory's lock, under it; left out, the lock is held all the time. */
  readonly hold?: CheckHold;
  /** Told what is being done about a zone. */
  readonly onStep?: (zone: string, step: IssuanceStep, detail: string) => void;
  /** Told of each zone as soon as it is done. */
  readonly onZone?: (check: ZoneCheck) => void;
}

export interface CheckReport {
  /** One for each account and zone in use. */
  readonly zones: readonly ZoneCheck[];
  /** What is wrong beside the zones: names, CAA, the CA. */
  readonly diagnoses: readonly Diagnosis[];
  /** For the provider `standalone`: what must stand in the parent zones. */
  readonly records: readonly ParentRecord[];
}

/** Zones that are tried at the same time. */
const parallelZones = 8;

/**
 * Tries everything that issuing needs of the DNS, without an order, and removes what an earlier run left in it.
 * @throws Failure ABORTED, STORE
 */
export async function runCheck(services: CheckServices, request: CheckRequest): Promise<CheckReport> {
  return withContext(services, request, async (context) => {
    const { hold = (work) => work() } = request;
    const { broker } = context;
    await hold(async () => {
      await broker.sweep();
      await broker.swept();
    });
    return tryAll(context, request);
  });
}

async function tryAll(context: CheckContext, request: CheckRequest): Promise<CheckReport> {
  const located = await locateNames(context);
  const limit = pLimit(parallelZones);
  const [zones, caa, records] = await Promise.all([
    Promise.all(
      groupByZone(located).map((group) =>
        limit(async () => {
          const check = await checkOne(context, group, request);
          request.onZone?.(check);
          return check;
        }),
      ),
    ),
    checkCaa(context),
    findParentRecords(context, located),
  ]);
  return { zones, diagnoses: [...located.flatMap(diagnoseName), ...caa, ...missing(records)], records };
}

/** The records in the parent zones alone, which are looked up and not tried. @throws Failure ABORTED */
export async function checkParentRecords(services: CheckServices, request: CheckRequest): Promise<ParentRecord[]> {
  return withContext(services, request, async (context) => findParentRecords(context, await locateNames(context)));
}

async function withContext<T>(
  services: CheckServices,
  { state, signal }: CheckRequest,
  work: (context: CheckContext) => Promise<T>,
): Promise<T> {
  const { store, registry } = services;
  const accounts = createAccounts({ ...services, settings: state.settings, signal });
  const broker = services.openBroker({
    state,
    signal,
    journal: store.journal,
    keptOwners: () => certificatesInOrder(store, state),
  });
  try {
    return await work({ state, store, accounts, broker, dns: broker.dns, registry, signal });
  } finally {
    await broker.close();
  }
}

async function checkOne(context: CheckContext, group: ZoneGroup, { hold, onStep }: CheckRequest): Promise<ZoneCheck> {
  const check = await checkZone(context, group, {
    ...(hold !== undefined && { hold }),
    ...(onStep !== undefined && { onStep }),
  });
  const dnssec = await checkDnssec(context, check.zone);
  return dnssec === undefined ? check : { ...check, diagnoses: [dnssec, ...check.diagnoses] };
}

function groupByZone(located: readonly LocatedName[]): ZoneGroup[] {
  const groups = new Map<string, ZoneGroup>();
  for (const name of located) {
    const { profile, apexes, challenge, domain } = name;
    if (profile === undefined) continue;
    // Dynamic DNS services serve the zones of many accounts from one of their own.
    const key = `${profile.id} ${apexes[0]} ${hostedDomain(challenge?.target ?? domain)}`;
    groups.set(key, { profile, names: [...(groups.get(key)?.names ?? []), name] });
  }
  return [...groups.values()];
}

function diagnoseName({ domain, challenge, failure }: LocatedName): Diagnosis[] {
  if (failure !== undefined) {
    const { message, hint = 'Check the DNS of the name' } = failure;
    return [{ code: 'failed', severity: 'error', subject: domain, message, hint }];
  }
  const alias = challenge && diagnoseAlias(challenge);
  return alias === undefined ? [] : [alias];
}

function missing(records: readonly ParentRecord[]): Diagnosis[] {
  const diagnosis = diagnoseParentRecords(records);
  return diagnosis === undefined ? [] : [diagnosis];
}
