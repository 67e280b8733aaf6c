import type { ProviderProfile } from '../config/desired-state.js';
import { type OpenProviderOptions, openProvider } from '../dns/open-provider.js';
import { createRecordService, type RecordService } from '../dns/record-service.js';
import type { ZoneLock } from '../dns/zone-lock.js';
import { createZoneWriter, type ZoneWriter } from '../dns/zone-writer.js';
import type { Dispatcher } from '../http/dispatcher.js';
import { defaultRetryPolicy } from '../http/retry.js';
import { originatorOf } from '../manifest/help-page.js';
import type { Registry } from '../manifest/registry.js';
import { withSignal } from '../sdk/ambient-signal.js';
import { attributing, type Originator, restate } from '../sdk/attribute.js';
import { Failure, isFailure } from '../sdk/failure.js';
import type { Logger } from '../sdk/logger.js';
import type { Capabilities } from '../sdk/manifest.js';
import { memo } from '../sdk/memo.js';
import type { DnsProvider } from '../sdk/provider.js';
import { chooseAccount } from './choose-account.js';

/** A zone at a provider, ready to be written to by many certificates. */
export interface OpenZone {
  readonly profile: ProviderProfile;
  readonly apex: string;
  readonly service: RecordService;
  readonly writer: ZoneWriter;
  /** TTL of its challenge records, in seconds. */
  readonly ttl: number;
  /** Where the service keeps only one TXT value at a time. */
  readonly singleTxt: Capabilities['singleTxt'];
  /** Whether the provider wants to know what a record proves. */
  readonly proofs: boolean;
  /** Whether values can stand only at names that were arranged for. */
  readonly exactNames: boolean;
  /** How long the service may take to publish a change, in milliseconds. */
  readonly publishMs: number;
}

/** The provider accounts of one broker: each is opened, and each zone found, once. */
export interface ProviderPool {
  /**
   * Opens the first of these zones that the account has; see `chooseAccount` where the profile leaves a choice.
   * @param apexes candidates, the likeliest first; lower-case A-labels
   * @throws Failure ZONE_NOT_FOUND, which names all of them; those of `chooseAccount`
   */
  zone(profile: ProviderProfile, apexes: readonly string[]): Promise<OpenZone>;
  close(): Promise<void>;
}

export interface ProviderPoolOptions {
  readonly registry: Registry;
  readonly dispatcher: Dispatcher;
  readonly log: Logger;
  readonly userAgent: string;
  /** One write to a zone at a time, whoever writes: shared by all pools of the process. */
  readonly lock: ZoneLock;
  /** Hosts in the NS records of a zone, none where it has none. @throws Failure DNS */
  readonly serversOf: (apex: string) => Promise<readonly string[]>;
  /** For everything but clean-up. */
  readonly signal: AbortSignal;
  /** Told of tokens that providers get by logging in. */
  readonly onSecret?: OpenProviderOptions['onSecret'] | undefined;
  /** For programs that providers start: without secrets. */
  readonly environment?: OpenProviderOptions['environment'];
  readonly onRequest?: (provider: string) => OpenProviderOptions['onRequest'];
}

/** Shortest TTL of a challenge record unless the user says otherwise, in seconds. */
const shortestTtl = 60;

/** Time that clean-up has once the program was told to stop, in milliseconds: within what a stop may take. */
const stopMs = 8000;

/** Time limit of one joint write to a zone in milliseconds, pauses that the API asks for included. */
const writeMs = 25 * 60_000;

/** How long one request waits for an API that says "too many", in milliseconds: orders live for days. */
const patienceMs = 20 * 60_000;

export function createProviderPool({
  registry,
  dispatcher,
  log,
  userAgent,
  lock,
  serversOf,
  signal,
  onRequest,
  onSecret,
  environment,
}: ProviderPoolOptions): ProviderPool {
  const opened: DnsProvider[] = [];
  const stopped = afterStop(signal);

  function registered({ provider, place }: ProviderProfile) {
    const found = registry.findProvider(provider);
    if (found !== undefined) return found;
    throw new Failure('CONFIG', `there is no provider called ${provider}`, { place });
  }

  function originOf(profile: ProviderProfile): Originator {
    return originatorOf(registered(profile), profile.id);
  }

  const providers = memo(async (profile: ProviderProfile) => {
    const provider = await attributing(originOf(profile), () =>
      openProvider({
        registered: registered(profile),
        askedFor: profile.askedFor,
        options: profile.options,
        dispatcher,
        log,
        userAgent,
        retry: { ...defaultRetryPolicy, patienceMs },
        onRequest: onRequest?.(profile.provider),
        onSecret,
        environment,
      }),
    );
    opened.push(provider);
    return provider;
  });

  const zonesOf = memo(async (profile: ProviderProfile) => {
    const { manifest } = registered(profile);
    const provider = await providers(profile);
    return memo(async (apex: string): Promise<OpenZone | Failure> => {
      const service = createRecordService({
        provider,
        capabilities: manifest.capabilities,
        zoneName: apex,
        // Two profiles may name one account: what counts is what is written to.
        lock: (zone, work) => lock(`${zone} at ${manifest.id}`, work),
        providerTitle: manifest.title,
        origin: originOf(profile),
      });
      const missing = await isMissing(() => withSignal(signal, service.findZone));
      if (missing !== undefined) return missing;
      const canBatch = provider.changeRecords !== undefined;
      const writer = createZoneWriter({ service, canBatch, signal, writeMs, stopped });
      return {
        profile,
        apex,
        service,
        writer,
        ttl: profile.ttl ?? Math.max(shortestTtl, manifest.capabilities.minTtl ?? 0),
        singleTxt: manifest.capabilities.singleTxt,
        proofs: manifest.capabilities.proofs ?? false,
        exactNames: manifest.capabilities.exactNames ?? false,
        publishMs: (manifest.capabilities.propagationSeconds ?? 0) * 1000,
      };
    });
  });

  return {
    async zone(profile, apexes) {
      const open = await zonesOf(await chooseAccount(profile, apexes, { providers: registry.providers, serversOf }));
      const missing = new Map<string, Failure>();
      let refused: unknown;
      for (const apex of new Set(apexes)) {
        try {
          const found = await open(apex);
          if (!isFailure(found)) return found;
          missing.set(apex, found);
        } catch (error) {
          // Of a zone that is not theirs some services say that it is forbidden; the next candidate may be theirs.
          if (!isFailure(error, 'AUTHENTICATION', 'API') || apex === apexes[0]) throw error;
          refused ??= error;
        }
      }
      throw noZone(missing) ?? refused;
    },
    async close() {
      await Promise.allSettled(opened.map((provider) => provider.close?.()));
    },
  };
}

/** What says that there is no such zone: worth remembering, since each name of it would ask again. */
async function isMissing(find: () => Promise<unknown>): Promise<Failure | undefined> {
  try {
    await find();
    return undefined;
  } catch (error) {
    if (isFailure(error, 'ZONE_NOT_FOUND')) return error;
    throw error;
  }
}

/** The failure of the likeliest candidate, with the others that were tried. */
function noZone(missing: ReadonlyMap<string, Failure>): Failure | undefined {
  const [first] = missing.values();
  const [, ...others] = missing.keys();
  if (first === undefined || others.length === 0) return first;
  return restate(first, `${first.message}, nor is ${others.join(' or ')}`);
}
/** Aborts when the time for clean-up is over that a program has which was told to stop. */
function afterStop(signal: AbortSignal): AbortSignal {
  const controller = new AbortController();
  const begin = () => {
    setTimeout(() => controller.abort(), stopMs).unref();
  };
  if (signal.aborted) begin();
  else signal.addEventListener('abort', begin, { once: true });
  return controller.signal;
}
