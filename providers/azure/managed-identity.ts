import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { Failure, isFailure } from '../../core/sdk/index.js';
import type { TokenSources } from './token.js';

const Token = z.object({ access_token: z.string() }).transform(({ access_token }) => access_token);

const metadataUrl = 'http://169.254.169.254/metadata/identity/oauth2/token';
/** Where the agent of Azure Arc keeps what proves that one is root. */
const challengeFile = /^\/var\/opt\/azcmagent\/tokens\/[\w-]+\.key$/;

/**
 * A token of the identity that Azure has given to the machine, container or app.
 * https://learn.microsoft.com/en-us/entra/identity/managed-identities-azure-resources/how-to-use-vm-token
 */
export async function byManagedIdentity(sources: TokenSources): Promise<string> {
  const { env, http, options, cloud } = sources;
  const query = { resource: cloud.resource, client_id: options.clientId };
  const { IDENTITY_ENDPOINT: endpoint, IDENTITY_HEADER: secret } = env;
  if (endpoint && secret) {
    http.hide(secret);
    const headers = { 'x-identity-header': secret };
    return http.get(endpoint, Token, { headers, query: { ...query, 'api-version': '2019-08-01' } });
  }
  if (endpoint && env.IMDS_ENDPOINT) return byArc(sources, endpoint);
  const headers = { metadata: 'true' };
  return http.get(metadataUrl, Token, { headers, query: { ...query, 'api-version': '2018-02-01' }, timeoutMs: 2000 });
}

/** Like {@link byManagedIdentity}; undefined off Azure, where nobody answers or somebody else does, and where there is no identity. */
export async function byManagedIdentityIfThere(sources: TokenSources): Promise<string | undefined> {
  try {
    return await byManagedIdentity(sources);
  } catch (error) {
    if (!isFailure(error) || error.code === 'ABORTED' || sources.env.IDENTITY_ENDPOINT) throw error;
    return undefined;
  }
}

/** The agent answers 401 and names a file that only its users can read. https://learn.microsoft.com/en-us/azure/azure-arc/servers/managed-identity-authentication */
async function byArc({ http, cloud }: TokenSources, endpoint: string): Promise<string> {
  const query = { resource: cloud.resource, 'api-version': '2019-11-01' };
  let file: string | undefined;
  const headers = { metadata: 'true' };
  const explain = (response: { status: number; headers: Readonly<Record<string, string>> }) => {
    file = /^Basic realm="?([^"]+)"?$/i.exec(response.headers['www-authenticate'] ?? '')?.[1];
    return undefined;
  };
  try {
    return await http.get(endpoint, Token, { headers, query, explain });
  } catch (error) {
    if (!isFailure(error, 'AUTHENTICATION') || file === undefined) throw error;
  }
  if (!challengeFile.test(file)) throw new Failure('AUTHENTICATION', 'the agent of Azure Arc names a strange file');
  let secret: string;
  try {
    secret = await readFile(file, 'utf8');
  } catch (cause) {
    throw new Failure('AUTHENTICATION', 'the file of Azure Arc cannot be read', {
      place: file,
      cause,
      hint: 'Run as root or as a member of the group himds',
    });
  }
  http.hide(secret);
  return http.get(endpoint, Token, { headers: { ...headers, authorization: `Basic ${secret}` }, query });
}
