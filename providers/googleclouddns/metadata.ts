import { z } from 'zod';
import { baseAddress, Failure, type HttpClient, isFailure, path } from '../../core/sdk/index.js';

const usualHost = 'http://metadata.google.internal';

type Environment = Readonly<Record<string, string | undefined>>;
const Token = z.object({ access_token: z.string() }).transform(({ access_token }) => access_token);

/**
 * A token of the service account that a machine of Google or a pod (Workload Identity) runs as.
 * https://cloud.google.com/compute/docs/access/authenticate-workloads
 * @throws Failure AUTHENTICATION where nobody answers: this is the last place to look
 */
export async function metadataToken(http: HttpClient, env: Environment, scope: string): Promise<string> {
  try {
    return await metadata(http, env).get('/instance/service-accounts/default/token', Token, {
      query: { scopes: scope },
    });
  } catch (cause) {
    if (!isFailure(cause, 'NETWORK', 'TIMEOUT', 'RECORD_NOT_FOUND')) throw cause;
    throw new Failure('AUTHENTICATION', 'there are no credentials for Google Cloud', {
      cause,
      hint: 'Give --auth-service-account-info or GOOGLE_APPLICATION_CREDENTIALS, or run where a service account is attached',
    });
  }
}

/** The project of the machine; undefined off Google. */
export async function metadataProject(http: HttpClient, env: Environment): Promise<string | undefined> {
  try {
    return (await metadata(http, env).send('GET', '/project/project-id', { responseFormat: 'text' })).text.trim();
  } catch (error) {
    if (isFailure(error, 'NETWORK', 'TIMEOUT', 'RECORD_NOT_FOUND')) return undefined;
    throw error;
  }
}

function metadata(http: HttpClient, env: Environment): HttpClient {
  const host = baseAddress(env.GCE_METADATA_HOST ? ['http:', '', env.GCE_METADATA_HOST].join('/') : usualHost);
  const baseUrl = path`${host}/computeMetadata/v1`;
  // Off Google nobody answers there; that must not take long.
  return http.extend({ baseUrl, headers: { 'metadata-flavor': 'Google' }, timeoutMs: 3000 });
}
