import { z } from 'zod';
import {
  type ExplainedFailure,
  Failure,
  type HttpClient,
  type HttpResponse,
  htmlPage,
  inSession,
  isHtml,
  withCookies,
} from '../../core/sdk/index.js';
import { outcomeOn, wantsLogin } from './pages.js';

/** Whose user is logged in, or why not. */
const Login = z.object({ userId: z.unknown().optional(), redirectUrl: z.string().default('') });
const pageItself = htmlPage((page) => page);

export interface Account {
  readonly username: string;
  readonly password: string;
}

/** Runs requests with the cookies of a login. The page of the login sets a token, which comes back as a header. */
export function createSession(http: HttpClient, { username, password }: Account) {
  const pages = http.extend({ baseUrl: 'https://my.easyname.com', responseFormat: 'html' });

  return inSession(async function open(): Promise<HttpClient> {
    let isOpen = false;
    const { client, cookie } = withCookies(pages, {
      explain: (response) => (isOpen ? explain(response) : undefined),
    });
    await client.get('/en/login', pageItself);
    const token = cookie('CSRF-TOKEN');
    if (token === undefined) throw new Failure('RESPONSE', 'the page of the login sets no token: it was changed');
    const headers = { 'x-csrf-token': token };
    const body = { emailAddress: username, password };
    const request = { headers, responseFormat: 'json', repeatable: true } as const;
    const { userId, redirectUrl } = await client.post('/en/authentication-api/login', Login, body, request);
    if (!userId && !/\/dashboard\/?$/.test(redirectUrl))
      throw new Failure('AUTHENTICATION', 'the login was refused', {
        hint: 'Check e-mail address and password, and that no second factor is asked for',
      });
    isOpen = true;
    return client.extend({ headers, bodyFormat: 'form' });
  });
}

/** Forms that did their work lead on to a page; one that leads to the login has no session. */
function explain({ data, headers }: HttpResponse): ExplainedFailure | undefined {
  const isOver = /\/login\b/.test(headers.location ?? '') || (isHtml(data) && wantsLogin(data));
  if (isOver) return { code: 'AUTHENTICATION', message: 'the session is over' };
  const outcome = isHtml(data) ? outcomeOn(data) : undefined;
  return outcome === undefined || outcome.isDone ? undefined : { code: 'API', message: outcome.message };
}
