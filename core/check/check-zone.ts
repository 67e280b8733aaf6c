import { randomBytes } from 'node:crypto';
import { type AnnouncedRecord, type ChallengePlace, type OpenZone, waitLimits } from '../challenges/index.js';
import { lookupNs } from '../dns/lookups.js';
import { measureVisibility, type ServerVisibility } from '../dns/measure-visibility.js';
import type { ExpectedTxt } from '../dns/visibility.js';
import type { IssuanceStep } from '../issuance/pass/events.js';
import { helpPage } from '../manifest/help-page.js';
import type { Registry } from '../manifest/registry.js';
import { withSignal } from '../sdk/ambient-signal.js';
import { Failure, isFailure, isWithin, type ProviderManifest, toFailure } from '../sdk/index.js';
import type { CheckContext } from './context.js';
import { diagnoseDelegation, isElsewhere } from './diagnoses/delegation.js';
import { diagnoseFailure } from './diagnoses/failure.js';
import { diagnoseServers } from './diagnoses/servers.js';
import type { Diagnosis } from './diagnosis.js';
import type { LocatedName } from './locate.js';

/** One thing done at a provider, and how long it took, in milliseconds. */
export interface CheckStep {
  readonly step: 'find zone' | 'create' | 'publish' | 'remove';
  readonly durationMs: number;
}

/** What came of a test record in one zone. */
export interface ZoneCheck {
  readonly provider: string;
  readonly profile: string;
  readonly zone: string;
  /** Domains whose proofs go there. */
  readonly domains: readonly string[];
  /** Name of the test record. */
  readonly record: string;
  readonly steps: readonly CheckStep[];
  readonly servers: readonly ServerVisibility[];
  readonly diagnoses: readonly Diagnosis[];
}

/** Names that go to one zone of one account. */
export interface ZoneGroup {
  readonly names: readonly LocatedName[];
  readonly profile: NonNullable<LocatedName['profile']>;
}

/** Where the servers are known to be others', nobody needs to wait for them longer than this, in milliseconds. */
const hopelessMs = 10_000;

/** What the removal of the record may take after the wait, in milliseconds, before a pass takes it for a leftover. */
const removalMs = 60_000;

/** What is waited for at least, whatever the settings say, in milliseconds. */
const shortestMs = 10_000;

/** Does a work under the lock of the directory. */
export type CheckHold = <T>(work: () => Promise<T>) => Promise<T>;

export interface ZoneCheckOptions {
  /** The lock is not held while the record is waited for. */
  readonly hold?: CheckHold;
  readonly onStep?: (zone: string, step: IssuanceStep, detail: string) => void;
}

/**
 * Creates a test TXT record, waits until each server of the zone shows it, and removes it in every outcome, on its own
 * deadline; it is in the journal for as long as it may be there. Its name lies below `_acme-challenge`, where credentials with few rights may write, and is of no use to anybody.
 * @throws Failure ABORTED once the record has been removed
 */
export async function checkZone(
  context: CheckContext,
  group: ZoneGroup,
  { hold = (work) => work(), onStep = () => {} }: ZoneCheckOptions = {},
): Promise<ZoneCheck> {
  const { names } = group;
  const { registry } = context;
  let { profile } = group;
  const steps: CheckStep[] = [];
  const servers: ServerVisibility[] = [];
  const diagnoses: Diagnosis[] = [];
  let manifest = manifestOf(registry, profile.provider);
  const [first] = names;
  let apex = first?.apexes[0] ?? '';
  let record = '';
  let servedBy = apex;

  async function timed<T>(step: CheckStep['step'], work: () => Promise<T>): Promise<T> {
    const started = performance.now();
    const result = await work();
    steps.push({ step, durationMs: Math.round(performance.now() - started) });
    return result;
  }

  async function tryRecord(zone: OpenZone, hosts: readonly string[]): Promise<void> {
    const content = testContent();
    const { mode } = profile.propagation;
    const usualMs = Math.max(shortestMs, waitLimits(profile, zone.publishMs, {}).limitMs);
    const longestMs = isElsewhere(hosts, manifest) ? Math.min(hopelessMs, usualMs) : usualMs;
    let test: AnnouncedRecord | undefined;
    try {
      await hold(async () => {
        onStep(apex, 'records', `creating ${record}`);
        // It proves nothing, so that it has no owner.
        const own = { zone, name: record, content, servedBy };
        await context.broker.inTurn(undefined, [own], async () => {
          test = await context.broker.announce(undefined, own);
          await timed('create', test.create);
          // The provider may take its time to publish, before anybody looks.
          await test.keep(usualMs + longestMs + removalMs);
        });
      });
      await timed('publish', () => withSignal(context.signal, zone.service.awaitLive));
      // Whoever lets nobody look, as behind a firewall, has certificates issued without it, too.
      if (mode !== 'off') await measure({ name: record, value: content, apex: servedBy }, mode, longestMs);
    } finally {
      if (test !== undefined) await remove(test);
    }
  }

  async function measure(expected: ExpectedTxt, mode: 'authoritative' | 'recursive', longestMs: number): Promise<void> {
    const { resolver, zoneServers } = context.dns;
    const onProgress = ({ waitedMs, missing }: { readonly waitedMs: number; readonly missing: number }) =>
      onStep(
        apex,
        'propagation',
        `${missing} missing, ${Math.round(waitedMs / 1000)} of ${Math.round(longestMs / 1000)} s`,
      );
    const watch = { mode, expected: [expected], resolver, zoneServers, longestMs, signal: context.signal, onProgress };
    servers.push(...(await measureVisibility(watch)));
    diagnoses.push(...diagnoseServers(apex, servers, longestMs));
  }

  async function remove(test: AnnouncedRecord): Promise<void> {
    try {
      onStep(apex, 'clean-up', '');
      await hold(() => timed('remove', test.remove));
    } catch (error) {
      diagnoses.push({
        code: 'record-left',
        severity: 'error',
        subject: apex,
        message: `the test record ${record} could not be removed: ${toFailure(error).message}`,
        hint: `The next pass or check tries again; or remove the TXT record ${record} by hand`,
      });
    }
  }

  try {
    const { zone } = await timed('find zone', () => openPlace(context, first));
    ({ apex, profile } = zone);
    manifest = manifestOf(registry, profile.provider);
    record = testName(manifest, first, apex);
    servedBy = servedZone(first, apex);
    const hosts = await serversOf(context, servedBy);
    try {
      await tryRecord(zone, hosts);
    } finally {
      const shown = servers.some(({ seenAfterMs }) => seenAfterMs !== undefined);
      const all = registry.providers.map((entry) => entry.manifest);
      const elsewhere = diagnoseDelegation({ zone: apex, hosts, manifest, all, shown });
      if (elsewhere !== undefined) diagnoses.unshift(elsewhere);
    }
  } catch (error) {
    if (isFailure(error, 'ABORTED') || context.signal.aborted) throw error;
    const registered = registry.findProvider(manifest.id);
    const page = registered === undefined ? undefined : helpPage(registered);
    diagnoses.push(diagnoseFailure(toFailure(error), apex, manifest, page));
  }
  const domains = names.map(({ domain }) => domain);
  return { provider: profile.provider, profile: profile.id, zone: apex, domains, record, steps, servers, diagnoses };
}

/** The zone whose servers answer for the test record: that of the DNS around the account's. */
function servedZone(first: LocatedName | undefined, apex: string): string {
  const zones = [first?.challenge?.zone, first?.challenge?.beyond?.zone];
  const served = zones.find((zone) => zone?.source === 'soa' && isRelated(zone.apex, apex));
  return served?.apex ?? apex;
}

function isRelated(one: string, other: string): boolean {
  return isWithin(one, other) || isWithin(other, one);
}

/** As a pass does it. */
async function openPlace({ broker }: CheckContext, first: LocatedName | undefined): Promise<ChallengePlace> {
  if (first?.challenge === undefined) throw new Failure('CONFIG', 'there is no name to be proved');
  const { claim, challenge: target, profile, apexes } = first;
  return broker.open(claim, { target, profile, apexes });
}

/** As long as a proof, since some services take nothing else. */
function testContent(): string {
  return `letsencrypt-dns-check-${randomBytes(11).toString('hex')}`.slice(0, 43);
}

function testName({ capabilities }: ProviderManifest, first: LocatedName | undefined, apex: string): string {
  if (capabilities.exactNames === true && first?.challenge !== undefined) return first.challenge.target;
  return `_acme-challenge.letsencrypt-dns-check-${randomBytes(4).toString('hex')}.${apex}`;
}

/** Hosts in the NS records; where they cannot be looked up, the wait for the record will say so. */
async function serversOf({ dns, signal }: CheckContext, apex: string): Promise<string[]> {
  try {
    return await lookupNs(dns.resolver, apex, signal);
  } catch (error) {
    if (isFailure(error, 'DNS')) return [];
    throw error;
  }
}

function manifestOf(registry: Registry, id: string): ProviderManifest {
  const found = registry.findProvider(id);
  return (
    found?.manifest ?? {
      id,
      title: id,
      options: {},
      capabilities: { granularity: 'record', duplicates: 'allowed', types: [] },
    }
  );
}
