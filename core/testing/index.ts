/**
 * What a provider is tried with, ours and those of other packages alike: `letsencrypt-dns/sdk/testing`, for tests that
 * `node --test` runs. `describeProvider` is the whole of it; the rest is what its fakes are made of.
 */
export { type CaseTitle, caseTitles } from './case-titles.js';
export { describeConformance } from './conformance.js';
export {
  type CasesTest,
  describeCases,
  describeProvider,
  type ProviderTest,
  type RefusalRow,
} from './describe-provider.js';
export { type Exchange, type ExchangeTest, withExchanges } from './exchanges.js';
export { escapeHtml, type FakeApi, type FakeRecord, htmlAnswer, jsonAnswer, xmlAnswer } from './fake-api.js';
export { createFakeItems, type FakeItems } from './fake-items.js';
export * from './fakes/index.js';
export type { ExchangeCase, ExpectedFailure, FakeCase, OtherAnswer, OwnCase, Sent } from './own-case.js';
export { type LineRecord, recordLine } from './record-line.js';
export type { RecordWork } from './record-work.js';
export { type OpenSubject, openSubject, type Subject } from './subject.js';
export type { TestedProvider } from './tested-provider.js';
export type { GivenAnswer, SentRequest } from './wire.js';
