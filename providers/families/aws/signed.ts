import type { HttpDefaults, ProviderContext } from '../../../core/sdk/index.js';
import type { AwsOptions, CredentialSources } from './credential-sources.js';
import { createCredentials } from './credentials.js';
import { signV4 } from './sigv4.js';

interface Signing extends Pick<CredentialSources, 'flags'> {
  readonly service: string;
  /** What the service says of a failure. */
  readonly explain: NonNullable<HttpDefaults['explain']>;
}

/** Defaults for requests that are signed with the credentials found, which are looked for anew where they were refused. */
export function signed(
  { options, http, now }: Pick<ProviderContext<AwsOptions>, 'options' | 'http' | 'now'>,
  { service, explain, ...rest }: Signing,
): Required<Pick<HttpDefaults, 'sign' | 'explain'>> {
  const credentials = createCredentials({ options, http, now, env: process.env, ...rest });
  return {
    explain(response) {
      const explained = explain(response);
      if (explained?.code === 'AUTHENTICATION' || response.status === 403) credentials.forget();
      return explained;
    },
    async sign(request) {
      signV4(request, await credentials.current(), { region: options.region, service, now: now() });
    },
  };
}
