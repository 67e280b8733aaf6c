import type { DesiredState } from '../config/desired-state.js';
import type { Settings } from '../config/settings.js';
import { lookupNs } from '../dns/lookups.js';
import type { ZoneLock } from '../dns/zone-lock.js';
import { type AnnouncedRecord, announceRecord } from './announce.js';
import type { ChallengeContext, KeptOwners } from './challenge-context.js';
import { type ChallengeDns, type ChallengeDnsOptions, createChallengeDns } from './challenge-dns.js';
import { type ChallengePlace, type ChallengeRecord, recordAt } from './challenge-records.js';
import { type TurnOptions, withSlots } from './challenge-turns.js';
import type { ChallengeSpot, Claim, ClaimedValue } from './claim.js';
import { findSpot } from './find-spot.js';
import { keptRecords, type TxtEntry } from './kept-records.js';
import { createLeftovers, leftoversDueAt } from './leftover-records.js';
import { openSpot } from './open-spot.js';
import { createProviderPool, type ProviderPoolOptions } from './provider-pool.js';
import { type PublishedRecords, publishRecords } from './publish.js';
import { withdrawRecords } from './withdraw.js';

/**
 * Puts proofs into the DNS, and takes them out again, at whatever provider: for a pass, a check, a door. It knows no CA.
 * For one configuration; those who share a broker share zones, log-ins and look-ups. Close it afterwards.
 */
export interface ChallengeBroker {
  readonly dns: ChallengeDns;
  /** Looks in the DNS where a proof goes, and asks no provider. @throws Failure DNS, ABORTED */
  find(claim: Claim): Promise<ChallengeSpot>;
  /** Opens the zone of a spot. @throws Failure CONFIG where no profile serves it, ZONE_NOT_FOUND, and others of the provider */
  open(claim: Claim, spot: ChallengeSpot): Promise<ChallengePlace>;
  /** Where the value for a claim is written, and with which account: `find`, then `open`. */
  locate(claim: Claim, value: ClaimedValue): Promise<ChallengeRecord>;
  /** Writes records, each in the journal before the provider is asked; see `publishRecords`. */
  publish(owner: string, records: readonly ChallengeRecord[]): Promise<PublishedRecords>;
  /** Announces one record that is written and removed step by step; see `announceRecord`. @throws Failure STORE */
  announce(owner: string | undefined, record: ChallengeRecord, before?: TxtEntry): Promise<AnnouncedRecord>;
  /** Removes records of which only the journal tells; see `withdrawRecords`. @throws Failure of the provider */
  withdraw(entries: readonly TxtEntry[]): Promise<void>;
  /** Does something while no other owner has a value where these records go; see `withSlots`. */
  inTurn<T>(
    owner: string | undefined,
    records: readonly ChallengeRecord[],
    work: () => Promise<T>,
    options?: TurnOptions,
  ): Promise<T>;
  /** Removes what was kept for an owner that needs no proof any more, within what `swept` waits for. @throws Failure STORE */
  dropKept(owner: string): Promise<void>;
  /** Begins to remove what earlier runs left in the DNS; what is published meanwhile waits for its like. @throws Failure STORE */
  sweep(): Promise<void>;
  /** Resolves when that has come to its end. */
  swept(): Promise<void>;
  /** When something is to be swept again, in milliseconds since the epoch; undefined: nothing is. @throws Failure STORE */
  dueAt(): Promise<number | undefined>;
  close(): Promise<void>;
}

/** What brokers are made of; all of it outlives them. */
export interface BrokerServices
  extends Pick<ChallengeContext, 'clock' | 'log' | 'env' | 'slots' | 'standing'>,
    Pick<ProviderPoolOptions, 'registry' | 'userAgent' | 'onSecret' | 'environment'>,
    Pick<ChallengeDnsOptions, 'dispatcher'> {
  /** One write to a zone at a time, whichever broker writes. */
  readonly zoneLock: ZoneLock;
}

export interface BrokerRequest extends Pick<ProviderPoolOptions, 'onRequest'> {
  readonly state: Pick<DesiredState, 'profiles'> & { readonly settings: Pick<Settings, 'resolvers'> };
  readonly signal: AbortSignal;
  /** What is written is announced there, and what is found there is swept: nobody else may sweep it at the same time. */
  readonly journal: ChallengeContext['journal'];
  /** Whether whoever waits can come back later; else a wait takes as long as it takes. True unless told. */
  readonly mayPark?: boolean;
  /** Left out: nothing is kept between two tries. */
  readonly keptOwners?: KeptOwners;
}

/** Makes brokers of what a program has. */
export type OpenBroker = (request: BrokerRequest) => ChallengeBroker;

export function createBroker(services: BrokerServices, request: BrokerRequest): ChallengeBroker {
  const { clock, log, env, slots, standing } = services;
  const { state, signal, journal, onRequest, mayPark = true, keptOwners = async () => new Set<string>() } = request;
  const { profiles, settings } = state;
  const dns = createChallengeDns({ settings, env, signal, dispatcher: services.dispatcher, log });
  const providers = createProviderPool({
    ...services,
    lock: services.zoneLock,
    serversOf: (apex) => lookupNs(dns.resolver, apex, signal),
    signal,
    ...(onRequest !== undefined && { onRequest }),
  });
  const surroundings = {
    journal,
    profiles,
    providers,
    dns,
    clock,
    log,
    env,
    signal,
    slots,
    standing,
    keptOwners,
    mayPark,
  };
  const context: ChallengeContext = { ...surroundings, leftovers: createLeftovers(surroundings) };
  const { leftovers } = context;
  const find = (claim: Claim) => findSpot(context, claim);
  const open = (claim: Claim, spot: ChallengeSpot) => openSpot(context, claim, spot);
  return {
    dns,
    find,
    open,
    locate: async (claim, value) => recordAt(await open(claim, await find(claim)), value),
    publish: (owner, records) => publishRecords(context, owner, records),
    announce: (owner, record, before) => announceRecord(context, owner, record, before),
    withdraw: (entries) => withdrawRecords(context, entries),
    inTurn: (owner, records, work, options) => withSlots(context, owner, records, work, options),
    async dropKept(owner) {
      const kept = await keptRecords(context, owner);
      if (kept.length > 0) leftovers.add(kept);
    },
    sweep: leftovers.begin,
    swept: leftovers.done,
    dueAt: () => leftoversDueAt(journal),
    close: providers.close,
  };
}
