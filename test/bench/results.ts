import type { FewerProvidersResult } from './fewer-providers.js';
import type { IdleResult } from './idle.js';
import type { IssuanceResult } from './measure-contender.js';
import type { NoChangeResult } from './no-change.js';
import type { SizeResult } from './size.js';
import type { StartUpResult } from './start-up.js';

/** All that one run measured; a part that was not asked for is absent. */
export interface BenchResults {
  readonly startUp?: readonly StartUpResult[];
  readonly fewerProviders?: readonly FewerProvidersResult[];
  readonly noChange?: readonly NoChangeResult[];
  /** Over PostgreSQL, by an instance that wants no files. */
  readonly noChangePostgres?: readonly NoChangeResult[];
  readonly idle?: readonly IdleResult[];
  readonly size?: readonly SizeResult[];
  readonly issuance?: readonly IssuanceResult[];
  /** Many certificates, whose new orders reach the CA one at a time. */
  readonly many?: readonly IssuanceResult[];
  /** The store in files and the one on PostgreSQL. */
  readonly store?: readonly IssuanceResult[];
}
