import {
  type ExplainedFailure,
  Failure,
  type HttpClient,
  type HttpResponse,
  htmlText,
  inSession,
  isHtml,
  withCookies,
} from '../../core/sdk/index.js';

export interface Account {
  readonly username: string;
  readonly password: string;
}

/** Runs requests with the cookie of a login. Pages for which there is none lead to the login. */
export function createSession(http: HttpClient, { username, password }: Account) {
  const pages = http.extend({
    baseUrl: 'https://freedns.afraid.org',
    headers: { 'accept-language': 'en-US' },
    bodyFormat: 'form',
    responseFormat: 'html',
  });

  return inSession(async function open(): Promise<HttpClient> {
    const { client, cookie } = withCookies(pages, { explain });
    const query = { step: 2 };
    const body = { username, password, submit: 'Login', action: 'auth' };
    const { data, status } = await client.send('POST', '/zc.php', {
      query,
      body,
      takesRedirects: true,
      repeatable: true,
    });
    if (cookie('dns_cookie') !== undefined) return client;
    if (isHtml(data) && /invalid/i.test(htmlText(data)))
      throw new Failure('AUTHENTICATION', 'user name and password were refused');
    throw new Failure('RESPONSE', 'the answer to the login sets no cookie: the page was changed', { status });
  });
}

function explain({ headers }: HttpResponse): ExplainedFailure | undefined {
  const isOver = /\/zc\.php/.test(headers.location ?? '');
  return isOver ? { code: 'AUTHENTICATION', message: 'the session is over' } : undefined;
}
