import assert from 'node:assert/strict';
import { openProvider } from '../../core/dns/open-provider.js';
import { createRecordService, type RecordService } from '../../core/dns/record-service.js';
import { createZoneLock } from '../../core/dns/zone-lock.js';
import type { RetryPolicy } from '../../core/http/index.js';
import { silentLogger } from '../../core/sdk/logger.js';
import type { ProviderManifest } from '../../core/sdk/manifest.js';
import type { SentRequest } from '../recordings/compare-request.js';
import { answeringDispatcher, type GivenAnswer } from '../recordings/dispatcher.js';
import { builtInRegistry } from '../recordings/find-recordings.js';
import type { CaseTitle } from './case-titles.js';
import type { FakeApi } from './fake-api.js';

/** A provider and the fake that it is to be tried against. */
export interface Subject {
  readonly provider: string;
  /** By key, defaults of the manifest included where the code reads them. */
  readonly options: Readonly<Record<string, string | number | boolean>>;
  readonly createFake: () => FakeApi;
  /** Which requests read records; left out: those by GET. */
  readonly isRead?: (request: SentRequest) => boolean;
  /** The status that refuses credentials, where it is not 403. */
  readonly refusal?: 401;
  /** Cases that mean nothing at this API, by their titles, and why. */
  readonly exceptions?: Readonly<Partial<Record<CaseTitle, string>>>;
}

export interface OpenSubject {
  readonly fake: FakeApi;
  readonly service: RecordService;
  readonly manifest: ProviderManifest;
  /** All requests so far. */
  readonly requests: readonly SentRequest[];
  /** Until it is called again: what it returns is answered in place of the fake's answer. */
  interfere(how: ((request: SentRequest) => GivenAnswer | undefined) | undefined): void;
}

export async function openSubject(
  { provider: id, options, createFake }: Subject,
  zoneName = 'example.com',
  retry: RetryPolicy = { attempts: 3, firstPauseMs: 0, longestPauseMs: 0 },
): Promise<OpenSubject> {
  const registered = builtInRegistry().findProvider(id);
  assert.ok(registered, `there is no provider ${id}`);
  const { requestsPerSecond: _unlimited, ...capabilities } = registered.manifest.capabilities;
  const fake = createFake();
  const requests: SentRequest[] = [];
  let interference: ((request: SentRequest) => GivenAnswer | undefined) | undefined;
  const defaults = Object.entries(registered.manifest.options).map(([key, spec]) => [key, spec.default]);
  const provider = await openProvider({
    registered: { ...registered, manifest: { ...registered.manifest, capabilities } },
    options: { ...Object.fromEntries(defaults), ...options },
    dispatcher: answeringDispatcher((request) => {
      requests.push(request);
      return interference?.(request) ?? fake.answer(request);
    }),
    log: silentLogger,
    userAgent: 'conformance',
    retry,
  });
  const service = createRecordService({
    provider,
    capabilities,
    zoneName,
    signal: AbortSignal.timeout(20_000),
    lock: createZoneLock(),
    providerTitle: registered.manifest.title,
  });
  return {
    fake,
    service,
    manifest: registered.manifest,
    requests,
    interfere(how) {
      interference = how;
    },
  };
}
