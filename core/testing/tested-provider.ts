import assert from 'node:assert/strict';
import { makeProvider } from '../dns/open-provider.js';
import { createRecordService, type RecordService } from '../dns/record-service.js';
import { createZoneLock } from '../dns/zone-lock.js';
import type { RetryPolicy } from '../http/retry.js';
import { builtInRegistry } from '../manifest/built-in.js';
import { loadModule } from '../manifest/load-module.js';
import { providerManifestSchema } from '../manifest/schema.js';
import { silentLogger } from '../sdk/logger.js';
import type { ProviderManifest } from '../sdk/manifest.js';
import type { DnsProvider, ProviderModule } from '../sdk/provider.js';
import { answeringDispatcher } from './dispatcher.js';
import type { GivenAnswer, SentRequest } from './wire.js';

/**
 * What is tried: the id of a provider that comes with this program, or one's own: its manifest as data (from
 * `manifest.json`) and what its module exports by default.
 */
export type TestedProvider = string | { readonly manifest: object; readonly module: ProviderModule };

/** A provider as the host has it, but that it reaches nobody: `answer` is the network. */
export interface OpenedProvider {
  readonly service: RecordService;
  readonly provider: DnsProvider;
  readonly manifest: ProviderManifest;
}

export interface OpenRequest {
  /** By key, as the provider's code sees them; the manifest's defaults are added. */
  readonly options: Readonly<Record<string, string | number | boolean>>;
  readonly zoneName: string;
  readonly answer: (request: SentRequest) => GivenAnswer | undefined;
  readonly retry?: RetryPolicy;
  /** For all that is done with it, in milliseconds. */
  readonly limitMs: number;
}

/** Makes it ready. No network, and no pauses between tries unless told. @throws AssertionError where there is no such provider */
export async function openTested(
  tested: TestedProvider,
  { options, zoneName, answer, retry, limitMs }: OpenRequest,
): Promise<OpenedProvider> {
  const { manifest, module } = await find(tested);
  const { requestsPerSecond: _unlimited, ...capabilities } = manifest.capabilities;
  const defaults = Object.entries(manifest.options).map(([key, spec]) => [key, spec.default]);
  const provider = makeProvider(module, {
    manifest: { ...manifest, capabilities },
    options: { ...Object.fromEntries(defaults.filter(([, value]) => value !== undefined)), ...options },
    dispatcher: answeringDispatcher(answer),
    log: silentLogger,
    userAgent: 'test',
    retry: retry ?? { attempts: 3, firstPauseMs: 0, longestPauseMs: 0 },
  });
  const service = createRecordService({
    provider,
    capabilities,
    zoneName,
    signal: AbortSignal.timeout(limitMs),
    lock: createZoneLock(),
    providerTitle: manifest.title,
  });
  return { service, provider, manifest };
}

/** How it is called in the titles of tests. */
export function nameOf(tested: TestedProvider): string {
  return typeof tested === 'string' ? tested : String((tested.manifest as { readonly id?: unknown }).id);
}

const found = new Map<string, { manifest: ProviderManifest; module: ProviderModule }>();

async function find(tested: TestedProvider): Promise<{ manifest: ProviderManifest; module: ProviderModule }> {
  if (typeof tested === 'string') {
    const known = found.get(tested);
    if (known !== undefined) return known;
    const registered = builtInRegistry().findProvider(tested);
    assert.ok(registered, `there is no provider ${tested}`);
    const loaded = { manifest: registered.manifest, module: await loadModule<ProviderModule>(registered) };
    found.set(tested, loaded);
    return loaded;
  }
  const { error } = providerManifestSchema.safeParse(tested.manifest);
  const faults = (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
  assert.deepEqual(faults, [], 'the manifest is wrong');
  return { manifest: tested.manifest as ProviderManifest, module: tested.module };
}
