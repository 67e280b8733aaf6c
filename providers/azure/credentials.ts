import { Failure } from '../../core/sdk/index.js';
import { assertionOf } from './certificate.js';
import { byCommandLine } from './command-line.js';
import { federatedToken } from './federated.js';
import { byManagedIdentity, byManagedIdentityIfThere } from './managed-identity.js';
import { byAssertion, byClientSecret, type TokenSources } from './token.js';

/** Gets a token in the way that was asked for, or in the first that there is, in the order of Azure's own libraries. */
export async function logIn(sources: TokenSources): Promise<string> {
  const { authMethod, managedIdentity } = sources.options;
  const method = managedIdentity ? 'msi' : authMethod;
  if (method === 'msi') return byManagedIdentity(sources);
  const found =
    method === undefined
      ? ((await byApplication(sources)) ?? (await byFederation(sources)) ?? (await byWhatIsHere(sources)))
      : await ways[method]?.(sources);
  if (found !== undefined) return found;
  throw new Failure(
    'AUTHENTICATION',
    `there are no Azure credentials${method === undefined ? '' : ` of the kind ${method}`}`,
    {
      hint: 'Give --auth-client-id, --auth-tenant-id and --auth-client-secret, or run where there is a managed identity, a workload identity or an Azure CLI that is logged in',
    },
  );
}

const ways: Readonly<Record<string, (sources: TokenSources) => Promise<string | undefined>>> = {
  env: byApplication,
  wli: byFederation,
  oidc: byFederation,
  cli: byCommandLine,
};

async function byApplication(sources: TokenSources): Promise<string | undefined> {
  const { clientSecret, clientCertificatePath } = sources.options;
  if (clientSecret !== undefined) return byClientSecret(sources, clientSecret);
  if (clientCertificatePath === undefined) return undefined;
  return byAssertion(sources, await assertionOf(sources, clientCertificatePath));
}

async function byFederation(sources: TokenSources): Promise<string | undefined> {
  const token = await federatedToken(sources);
  return token === undefined ? undefined : byAssertion(sources, token);
}

async function byWhatIsHere(sources: TokenSources): Promise<string | undefined> {
  return (await byManagedIdentityIfThere(sources)) ?? byCommandLine(sources);
}
