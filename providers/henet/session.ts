import {
  type ExplainedFailure,
  explainRefusals,
  Failure,
  type FailureWords,
  type HttpClient,
  type HttpResponse,
  htmlPage,
  inSession,
  isHtml,
  type Refusal,
  totp,
  withCookies,
} from '../../core/sdk/index.js';
import { errorOn, wantsCode, wantsLogin } from './pages.js';

export interface Account {
  readonly username: string;
  readonly password: string;
  readonly totpSecret?: string | undefined;
}

/** What the pages say, and how they say that a code is wanted. */
const kinds: FailureWords = [
  [/incorrect|token|authenticator|log ?in|session/i, 'AUTHENTICATION'],
  [/already exists|duplicate/i, 'RECORD_EXISTS'],
  [/too many|slow down/i, 'RATE_LIMITED'],
  [/not found|does not exist|no such|not a valid record/i, 'RECORD_NOT_FOUND'],
];
const asksForCode = /must enter the token/i;
const pageItself = htmlPage((page) => page);

/** Runs requests with the cookies of a login. */
export function createSession(http: HttpClient, account: Account, now: () => number) {
  const pages = http.extend({ baseUrl: 'https://dns.he.net', bodyFormat: 'form', responseFormat: 'html' });

  return inSession(async function open(): Promise<HttpClient> {
    let isOpen = false;
    const { client } = withCookies(pages, {
      // A page that asks for the login later on means that the session is over.
      explain: (response) => explainError(response) ?? (isOpen ? explainLogin(response) : undefined),
    });
    await client.get('/', pageItself);
    const body = { email: account.username, pass: account.password };
    const first = await client.post('/', pageItself, body, { repeatable: true });
    const needsCode = wantsCode(first) || asksForCode.test(errorOn(first) ?? '');
    const page = needsCode ? await client.post('/', pageItself, codeFor(account, now())) : first;
    if (wantsLogin(page)) throw new Failure('AUTHENTICATION', 'the login was refused');
    isOpen = true;
    return client;
  });
}

function codeFor({ totpSecret }: Account, now: number): Readonly<Record<string, string>> {
  if (totpSecret !== undefined) return { tfacode: totp(totpSecret, now), submit: 'Submit' };
  throw new Failure('AUTHENTICATION', 'the account asks for a second factor', {
    hint: 'Give the secret of the authenticator with --auth-totp-secret',
  });
}

function refusalIn(data: unknown): { readonly data?: Refusal } {
  const message = isHtml(data) ? errorOn(data) : undefined;
  return message === undefined || asksForCode.test(message) ? {} : { data: { message } };
}

const explainError = explainRefusals({ safeParse: refusalIn }, kinds);

function explainLogin({ data }: HttpResponse): ExplainedFailure | undefined {
  return isHtml(data) && wantsLogin(data) ? { code: 'AUTHENTICATION', message: 'the session is over' } : undefined;
}
