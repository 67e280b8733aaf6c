import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { Failure } from '../../core/sdk/index.js';
import type { TokenSources } from './token.js';

const audience = 'api://AzureADTokenExchange';
const Issued = z.object({ value: z.string() }).transform(({ value }) => value);

/**
 * The token of another identity provider (Kubernetes, GitHub Actions) that Entra trusts; undefined where none is given.
 * https://learn.microsoft.com/en-us/entra/workload-id/workload-identity-federation
 */
export async function federatedToken({ options, env, http }: TokenSources): Promise<string | undefined> {
  const { federatedToken: given, federatedTokenPath: file } = options;
  if (given !== undefined) return given.trim();
  if (file !== undefined) return readToken(file);
  const { ACTIONS_ID_TOKEN_REQUEST_URL: address, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer } = env;
  if (!address || !bearer) return undefined;
  http.hide(bearer);
  return http.get(address, Issued, { bearer, query: { audience } });
}

/** The file is read anew each time: the kubelet changes it. */
async function readToken(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (cause) {
    throw new Failure('CONFIG', 'the federated token cannot be read', { place: file, cause });
  }
}
