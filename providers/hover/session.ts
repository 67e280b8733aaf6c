import { z } from 'zod';
import {
  Failure,
  type HttpClient,
  type HttpDefaults,
  type HttpResponse,
  inSession,
  totp,
  withCookies,
} from '../../core/sdk/index.js';

export interface Account {
  readonly username: string;
  readonly password: string;
  readonly totpSecret?: string | undefined;
}

const State = z.object({ status: z.string().optional(), type: z.string().optional() });
type State = z.infer<typeof State>;

/** Runs requests with the cookies of a login; the page of the login gives the first ones. */
export function createSession(
  http: HttpClient,
  explain: NonNullable<HttpDefaults['explain']>,
  account: Account,
  now: () => number,
) {
  async function open(): Promise<HttpClient> {
    const { client } = withCookies(http, { explain });
    await client.send('GET', '/signin', { responseFormat: 'html' });
    const { username, password } = account;
    const first = readState(
      await client.send('POST', '/signin/auth.json', { body: { username, password }, repeatable: true }),
    );
    if (first.status === 'need_2fa') {
      const body = { code: codeFor(account, first.type, now()) };
      readState(await client.send('POST', '/signin/auth2.json', { body, repeatable: true }));
    }
    return client;
  }

  return inSession(open);
}

function readState({ data, status }: HttpResponse): State {
  const state = State.safeParse(data ?? {}).data;
  if (state !== undefined) return state;
  throw new Failure('RESPONSE', 'the answer to the login cannot be understood', { status });
}

function codeFor({ totpSecret }: Account, type: string | undefined, now: number): string {
  if (totpSecret !== undefined && type !== 'email') return totp(totpSecret, now);
  throw new Failure('AUTHENTICATION', 'the account asks for a second factor', {
    hint: 'Set up two-step sign-in by an app, and give its secret with --auth-totp-secret',
  });
}
