import type { HttpClient } from '../../../core/sdk/index.js';

/** Variables of the process, as far as they are handed on. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a manifest's options may say of credentials. */
export interface AwsOptions {
  readonly accessKey?: string | undefined;
  readonly accessSecret?: string | undefined;
  readonly sessionToken?: string | undefined;
  /** Other names of key and secret. */
  readonly username?: string | undefined;
  readonly token?: string | undefined;
  readonly profile?: string | undefined;
  readonly roleArn?: string | undefined;
  readonly externalId?: string | undefined;
  readonly region: string;
}

/** Where credentials are looked for, and with what. */
export interface CredentialSources {
  readonly options: AwsOptions;
  readonly http: HttpClient;
  readonly now: () => number;
  readonly env: Environment;
  /** What the options of key and secret are called on the command line, without the dashes. */
  readonly flags?: readonly [key: string, secret: string];
}
