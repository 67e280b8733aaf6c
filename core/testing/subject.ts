import assert from 'node:assert/strict';
import type { ListedRecord, RecordService } from '../dns/record-service.js';
import type { RetryPolicy } from '../http/retry.js';
import type { ProviderManifest } from '../sdk/manifest.js';
import type { CaseTitle } from './case-titles.js';
import type { FakeApi, FakeRecord } from './fake-api.js';
import { openTested, type TestedProvider } from './tested-provider.js';
import type { GivenAnswer, SentRequest } from './wire.js';
import { challenge, ttl } from './zone-contents.js';

/** A provider and the fake that it is to be tried against. */
export interface Subject {
  readonly provider: TestedProvider;
  /** By key, defaults of the manifest included where the code reads them. */
  readonly options: Readonly<Record<string, string | number | boolean>>;
  readonly createFake: () => FakeApi;
  /** Which requests read records; left out: those by GET. */
  readonly isRead?: (request: SentRequest) => boolean;
  /** The status that refuses credentials, where it is not 403. */
  readonly refusal?: 401;
  /** The service changes a record but not its type: to ask for another one must fail. */
  readonly keepsType?: true;
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
  { provider: tested, options, createFake }: Subject,
  zoneName = 'example.com',
  retry?: RetryPolicy,
): Promise<OpenSubject> {
  const fake = createFake();
  const requests: SentRequest[] = [];
  let interference: ((request: SentRequest) => GivenAnswer | undefined) | undefined;
  function answer(request: SentRequest): GivenAnswer {
    requests.push(request);
    checkWhole(request);
    return interference?.(request) ?? fake.answer(request);
  }
  const opened = await openTested(tested, {
    options,
    zoneName,
    answer,
    limitMs: 20_000,
    ...(retry !== undefined && { retry }),
  });
  return {
    fake,
    service: opened.service,
    manifest: opened.manifest,
    requests,
    interfere(how) {
      interference = how;
    },
  };
}

/**
 * The same where these values are at the name of the challenge, beside the records of others. The first was read, so that
 * whoever has to log in is in: `record`.
 */
export async function openHolding(
  subject: Subject,
  contents: readonly string[],
  others: readonly FakeRecord[] = [],
): Promise<OpenSubject & { readonly record: ListedRecord | undefined }> {
  const opened = await openSubject(subject);
  for (const record of others) opened.fake.add(record);
  for (const content of contents) opened.fake.add({ ...challenge, content, ttl });
  const [record] = await opened.service.list({ ...challenge, content: contents[0] });
  return { ...opened, record };
}

/** @throws AssertionError where something was written that is not there */
function checkWhole({ method, url, headers, body }: SentRequest): void {
  const sent = `${method} ${url} ${JSON.stringify(headers)} ${body}`;
  assert.doesNotMatch(sent, /\b(?:undefined|NaN)\b|\[object \w+\]/, `something is missing in ${sent}`);
}
