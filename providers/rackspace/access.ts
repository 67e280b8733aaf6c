import { z } from 'zod';
import { Failure, type HttpClient, memo, type Path, path } from '../../core/sdk/index.js';

const Login = z.object({
  access: z.object({ token: z.object({ id: z.string(), tenant: z.object({ id: z.coerce.string() }).optional() }) }),
});

interface AccessParts {
  readonly http: HttpClient;
  readonly options: {
    readonly account: string | undefined;
    readonly username: string | undefined;
    readonly apiKey: string | undefined;
    readonly token: string | undefined;
  };
}

/**
 * A client that sends the token, and paths below the account: given ones, or those that a login with the API key
 * brings (kept until the token is refused).
 */
export function createAccess({ http, options }: AccessParts) {
  const { username, apiKey, token } = options;

  const session = memo(async (_user: string | undefined) => {
    // A token that was given is an option, and as secret as those are.
    if (token !== undefined) return { token, account: options.account };
    const auth = { 'RAX-KSKEY:apiKeyCredentials': { username, apiKey } };
    const answer = await http.post(
      'https://identity.api.rackspacecloud.com/v2.0/tokens',
      Login,
      { auth },
      { repeatable: true },
    );
    const { id, tenant } = answer.access.token;
    http.hide(id);
    return { token: id, account: options.account ?? tenant?.id };
  });

  const api = http.extend({
    baseUrl: 'https://dns.api.rackspacecloud.com/v1.0',
    sign: async (request) => {
      request.headers['x-auth-token'] = (await session(username)).token;
    },
    renew: async () => {
      session.forget();
      return token === undefined;
    },
  });

  /** The beginning of all addresses. @throws Failure CONFIG where nobody has told the account */
  async function root(): Promise<Path> {
    const { account } = await session(username);
    if (account !== undefined) return path`/${account}`;
    throw new Failure('CONFIG', 'the login names no account', { hint: 'Give the account with --auth-account' });
  }

  return { api, root };
}
