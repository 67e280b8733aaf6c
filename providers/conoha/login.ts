import { z } from 'zod';
import { Failure, type HttpClient, path } from '../../core/sdk/index.js';

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
    const methods = { methods: ['password'], password: { user: { id: username, password } } };
    const body = { auth: { identity: methods, scope: { project: { id: tenantId } } } };
    const response = await http.send('POST', path`${identity}/v3/auth/tokens`, { body, repeatable: true });
    const token = response.headers['x-subject-token'];
    if (token === undefined) throw new Failure('RESPONSE', 'the answer to the login has no token');
    return token;
  }

  return region.startsWith('c3') ? logInToVersion3() : logInToVersion2();
}
