import { z } from 'zod';
import {
  type ExplainedFailure,
  Failure,
  type HttpClient,
  type HttpResponse,
  inSession,
  withCookies,
} from '../../core/sdk/index.js';
import { loginPage } from './pages.js';

export interface Account {
  readonly username: string;
  readonly password: string;
}

const Login = z.object({ success: z.boolean(), message: z.string().nullish() });

/** Runs requests with the cookie of a login, which the page of the login gives together with a token. */
export function createSession(http: HttpClient, { username, password }: Account) {
  const pages = http.extend({ baseUrl: 'https://my.world4you.com/en', bodyFormat: 'form', responseFormat: 'html' });

  return inSession(async function open(): Promise<HttpClient> {
    const { client } = withCookies(pages, { explain });
    const token = await client.get('/login', loginPage);
    const body = { _username: username, _password: password, _csrf_token: token };
    const headers = { 'x-requested-with': 'XMLHttpRequest' };
    const { success, message } = await client.post('/login', Login, body, {
      headers,
      responseFormat: 'json',
      repeatable: true,
    });
    if (!success) throw new Failure('AUTHENTICATION', `the login was refused: ${message || 'no reason given'}`);
    return client;
  });
}

/** Pages for which there is no session lead to the login. */
function explain({ headers }: HttpResponse): ExplainedFailure | undefined {
  return /\/login\b/.test(headers.location ?? '')
    ? { code: 'AUTHENTICATION', message: 'the session is over' }
    : undefined;
}
