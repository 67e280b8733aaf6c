import { z } from 'zod';
import { type HttpClient, path } from '../../core/sdk/index.js';
import { logInToKeystone } from '../families/keystone/log-in.js';

const Access = z
  .object({ access: z.object({ token: z.object({ id: z.string() }) }) })
  .transform(({ access }) => access.token.id);

interface LoginOptions {
  readonly region: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly tenantId: string | undefined;
}

/** A token of those that the API user gets, each good for a day. */
export async function logIn(http: HttpClient, options: LoginOptions): Promise<string> {
  const { region, username = '', password = '', tenantId = '' } = options;
  const identity = path`https://identity.${region}.conoha.io`;

  /** Regions of version 2 (tyo1, tyo2, sin1): Keystone v2. */
  async function logInToVersion2(): Promise<string> {
    const auth = { passwordCredentials: { username, password }, tenantId };
    return http.post(path`${identity}/v2.0/tokens`, Access, { auth }, { repeatable: true });
  }

  /** Regions of version 3 (c3j1): Keystone v3; the token comes in a header. */
  async function logInToVersion3(): Promise<string> {
    const login = { user: { id: username }, password, project: { id: tenantId } };
    return logInToKeystone(http, { identity: path`${identity}/v3`, ...login });
  }

  return region.startsWith('c3') ? logInToVersion3() : logInToVersion2();
}
