import type { HttpClient, OptionsOf } from '../../core/sdk/index.js';
import type manifest from './manifest.json';

/** Variables of the process, as far as they are handed on. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where credentials are looked for, and with what. */
export interface CredentialSources {
  readonly options: OptionsOf<typeof manifest>;
  readonly http: HttpClient;
  readonly now: () => number;
  readonly env: Environment;
}
