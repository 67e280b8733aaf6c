import { Failure, type HttpClient, type Path, path } from '../../../core/sdk/index.js';

/** What names a user, a project or a domain. */
export interface Named {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
}

export interface KeystoneLogin {
  /** Address of the identity service, up to its version: `https://identity.example/v3`. */
  readonly identity: Path;
  readonly user: Named & { readonly domain?: Named };
  readonly password: string;
  /** What the token is good for: a project, and the domain where it has only a name. */
  readonly project: Named & { readonly domain?: Named };
}

/**
 * A token of OpenStack's Keystone, version 3, for the header `X-Auth-Token`.
 * https://docs.openstack.org/api-ref/identity/v3/#password-authentication-with-scoped-authorization
 */
export async function logInToKeystone(http: HttpClient, login: KeystoneLogin): Promise<string> {
  const { identity, user, password, project } = login;
  const methods = { methods: ['password'], password: { user: { ...user, password } } };
  const body = { auth: { identity: methods, scope: { project } } };
  const { headers } = await http.send('POST', path`${identity}/auth/tokens`, { body, repeatable: true });
  const token = headers['x-subject-token'];
  if (token === undefined) throw new Failure('RESPONSE', 'the answer to the login has no token');
  return token;
}
