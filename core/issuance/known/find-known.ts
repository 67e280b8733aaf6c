import type { DesiredState } from '../../config/desired-state.js';
import type { PostIssueHost } from '../../post-issue/index.js';
import type { JournalKind } from '../../store/facts/journal-entries.js';
import type { PassServices } from '../pass/pass-services.js';
import type { PlanRequest } from '../pass/plan-pass.js';
import { wholeFingerprint } from '../plan/configuration-fingerprint.js';
import { startMark } from '../steps/present-certificates.js';
import { type KnownRecord, parseKnownRecord } from './known-record.js';

export type KnownServices = Omit<PassServices, 'postIssue' | 'limits' | 'removalsSeen' | 'openBroker'> & {
  readonly postIssue: Pick<PostIssueHost, 'startFingerprint' | 'needsEachStart'>;
};

export interface KnownRequest extends PlanRequest {
  readonly signal: AbortSignal;
  readonly isStart?: boolean;
  /** The result has to hold an action for each certificate. */
  readonly wantsAll?: boolean;
}

/** What a pass knows of certificates that it need not look at. */
export interface Known {
  readonly record: KnownRecord;
  /** The configuration, with the names that its lineages have. */
  readonly state: DesiredState;
  /** The certificates that are to be looked at, as they are due or have changed. */
  readonly names: ReadonlySet<string>;
  /** Nothing is to be looked at, and nothing is under way. */
  readonly isQuiet: boolean;
}

export const recordKey = 'known';

/** With fewer certificates than this a look at all of them costs nothing. */
export const fewest = 64;

/** A look at more than this part of them is dearer than one at all, which has their facts at hand. */
const mostOfAll = 1 / 8;
const mostByThemselves = 1000;

/** Each of these stands for something that is to be brought to its end before anybody counts on anything. */
const interrupted: readonly JournalKind[] = ['lineage-switch', 'lineage-delete'];

/**
 * What the pass before has left of use to this one: since then neither the configuration nor what is remembered has changed, and all that changed
 * in the store, or has come due, are certificates that can be planned by themselves. In any doubt undefined: then the
 * pass looks at everything.
 */
export async function findKnown(services: KnownServices, request: KnownRequest): Promise<Known | undefined> {
  const { store, clock, postIssue } = services;
  const { state: asRead, signal, ready } = request;
  if (isParticular(request)) return undefined;
  const record = await store.publication.state.read(recordKey, parseKnownRecord);
  const now = clock.now();
  // A clock that was set back has not been anywhere near what is remembered.
  if (record === undefined || now < record.madeAt || now >= record.until) return undefined;
  if (request.isStart === true && (record.start === undefined || record.start !== startMark(store, postIssue, now))) {
    return undefined;
  }
  if (record.configuration !== (await fingerprintOf(services, asRead))) return undefined;
  for (const kind of interrupted) if ((await store.journal.list(kind)).length > 0) return undefined;
  const changed = await store.changes.since(record.mark, signal);
  if (changed === undefined) return undefined;
  const most = Math.min(mostByThemselves, Math.floor(record.count * mostOfAll));
  const due = record.index === undefined ? [] : await store.due.due(record.index, now, most + 1);
  if (due === undefined) return undefined;
  const { busy, isUnderWay } = await readBusy(services);
  const asked = [...(ready ?? []), ...(request.isStart === true ? record.unshown : [])];
  const isQuiet = changed.size + due.length + asked.length === 0 && !isUnderWay;
  if (isQuiet) return { record, state: asRead, names: new Set(), isQuiet };
  if (record.index === undefined) return undefined;
  const state = continueAs(asRead, record.continued);
  const configured = new Set(state.certificates.map(({ name }) => name));
  // What changed and is not in the configuration may be anything.
  for (const name of [...changed, ...due]) if (!configured.has(name)) return undefined;
  const names = new Set([...changed, ...due, ...[...busy, ...asked].filter((name) => configured.has(name))]);
  return names.size > most ? undefined : { record, state, names, isQuiet };
}

/** Somebody asked for certain certificates, for more than usual, or for a list of all. */
export function isParticular({ force, only, allowRemovals, wantsAll }: KnownRequest): boolean {
  return (force !== undefined && force.size > 0) || only !== undefined || allowRemovals === true || wantsAll === true;
}

/** Whether there is anything to be gone on with, and the certificates of which that is so. */
export async function readBusy({ store }: Pick<KnownServices, 'store'>) {
  const orders = await store.journal.list('order');
  const steps = [...(await store.journal.list('owed-step')), ...(await store.publication.steps.list('owed-step'))];
  const records = await store.journal.list('txt-record');
  const busy = new Set([...orders, ...steps].map(({ certificate }) => certificate));
  return { busy, isUnderWay: orders.length + steps.length + records.length > 0 };
}

/** The configuration as it was read: what lines go on as other lineages follows from it and from the store. */
export function fingerprintOf(
  { store, userAgent, env }: Pick<KnownServices, 'store' | 'userAgent' | 'env'>,
  state: DesiredState,
): Promise<string | undefined> {
  // The version, with what Node it runs on, and what a test plays.
  return wholeFingerprint(store.state, state, [userAgent, env.LETSENCRYPT_DNS_TEST_LETSENCRYPT ?? '']);
}

/** As `continueLineages` had it. */
function continueAs(state: DesiredState, continued: Readonly<Record<string, string>>): DesiredState {
  const certificates = state.certificates.map((certificate) => {
    const name = Object.hasOwn(continued, certificate.name) ? continued[certificate.name] : undefined;
    return name === undefined ? certificate : { ...certificate, name, isNameGiven: true, continues: certificate.name };
  });
  return { ...state, certificates };
}

/** The configuration of these certificates alone. */
export function onlyThese(state: DesiredState, names: ReadonlySet<string>): DesiredState {
  return { ...state, certificates: state.certificates.filter(({ name }) => names.has(name)), held: [] };
}
