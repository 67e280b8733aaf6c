import { z } from 'zod';
import { Failure, type HttpClient, path } from '../../../core/sdk/index.js';
import type { KeystoneLogin, Named } from './log-in.js';

/** In place of a user and a password: it is good for one project already. */
export interface ApplicationCredential extends Named {
  readonly secret: string;
  /** Whose it is; where it has only a name. */
  readonly user?: Named & { readonly domain?: Named };
}

export type CloudLogin =
  | KeystoneLogin
  | { readonly identity: KeystoneLogin['identity']; readonly credential: ApplicationCredential };

const Endpoint = z.object({ url: z.string(), interface: z.string().optional(), region: z.string().nullish() });
const Token = z.object({
  token: z.object({ catalog: z.array(z.object({ type: z.string(), endpoints: z.array(Endpoint) })).default([]) }),
});

/**
 * Logs in to a cloud of OpenStack, and finds one of its services in the catalogue that comes with the token.
 * https://docs.openstack.org/api-ref/identity/v3/#authentication-and-token-management
 * @param region which of several; left out: the first
 */
export async function openCloud(http: HttpClient, login: CloudLogin, service: string, region?: string) {
  const address = path`${login.identity}/auth/tokens`;
  const answer = await http.send('POST', address, { body: { auth: authOf(login) }, repeatable: true });
  const token = answer.headers['x-subject-token'];
  const catalog = Token.safeParse(answer.data).data?.token.catalog;
  if (token === undefined || catalog === undefined)
    throw new Failure('RESPONSE', 'the answer to the login has no token or no catalogue');
  const endpoints = catalog.filter(({ type }) => type === service).flatMap((found) => found.endpoints);
  const served = endpoints.filter((each) => region === undefined || each.region === region);
  const endpoint = served.find((each) => each.interface === 'public') ?? served[0];
  if (endpoint !== undefined) return { token, url: endpoint.url };
  const regions = [...new Set(endpoints.map((each) => each.region ?? 'none'))];
  throw new Failure('CONFIG', `the cloud has no service of the type ${service}${region ? ` in ${region}` : ''}`, {
    hint:
      regions.length > 0 ? `Name one of its regions: ${regions.join(', ')}` : 'Ask who runs it whether there is one',
  });
}

function authOf(login: CloudLogin): object {
  if ('credential' in login)
    return { identity: { methods: ['application_credential'], application_credential: login.credential } };
  const { user, password, project } = login;
  return { identity: { methods: ['password'], password: { user: { ...user, password } } }, scope: { project } };
}
