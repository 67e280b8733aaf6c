import { z } from 'zod';
import {
  baseAddress,
  type ExplainedFailure,
  Failure,
  type HttpClient,
  type HttpResponse,
  type OptionsOf,
  path,
} from '../../core/sdk/index.js';
import type { Cloud } from './clouds.js';
import type manifest from './manifest.json';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface TokenSources {
  readonly options: OptionsOf<typeof manifest>;
  readonly http: HttpClient;
  readonly now: () => number;
  readonly env: Environment;
  readonly cloud: Cloud;
}

const Token = z.object({ access_token: z.string() }).transform(({ access_token }) => access_token);

/** https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-client-creds-grant-flow */
export async function byClientSecret(sources: TokenSources, client_secret: string): Promise<string> {
  const { clientId: client_id } = sources.options;
  const body = { grant_type: 'client_credentials', client_id, client_secret, resource: sources.cloud.management };
  return sources.http.post(path`${tenantOf(sources)}/oauth2/token`, Token, body, request);
}

/** By something signed in place of a secret: by the key of a certificate, or by an identity provider that Entra trusts. */
export async function byAssertion(sources: TokenSources, client_assertion: string): Promise<string> {
  sources.http.hide(client_assertion);
  const body = {
    grant_type: 'client_credentials',
    client_id: sources.options.clientId,
    scope: sources.cloud.scope,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion,
  };
  return sources.http.post(path`${tenantOf(sources)}/oauth2/v2.0/token`, Token, body, request);
}

/** Where the tenant of the options logs in. @throws Failure CONFIG where there is none, or no client */
export function tenantOf({ options, env, cloud }: TokenSources) {
  if (options.tenantId === undefined || options.clientId === undefined) {
    throw new Failure('CONFIG', 'the Azure credentials lack --auth-tenant-id or --auth-client-id', {
      hint: 'Give the ids of the directory and of the application',
    });
  }
  return path`${baseAddress(env.AZURE_AUTHORITY_HOST || cloud.login)}/${options.tenantId}`;
}

const request = { bodyFormat: 'form', repeatable: true, explain } as const;

/** A wrong tenant, client or secret is answered by 400 as well as by 401. */
function explain({ status }: HttpResponse): ExplainedFailure | undefined {
  return status === 400 ? { code: 'AUTHENTICATION' } : undefined;
}
