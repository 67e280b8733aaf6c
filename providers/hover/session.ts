import { z } from 'zod';
import { Failure, type HttpClient, type HttpResponse, inSession, totp } from '../../core/sdk/index.js';

export interface Account {
  readonly username: string;
  readonly password: string;
  readonly totpSecret?: string | undefined;
}

const State = z.object({
  status: z.string().optional(),
  succeeded: z.boolean().optional(),
  type: z.string().optional(),
});

/** Runs requests with the cookies of a login; the page of the login gives the first ones. */
export function createSession(http: HttpClient, account: Account, now: () => number) {
  async function open(): Promise<{ readonly client: HttpClient; readonly cookie: string }> {
    const jar = new Map<string, string>();
    const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');

    function keep({ cookies }: HttpResponse): void {
      for (const line of cookies) {
        const [, name, value] = /^\s*([^=;]+)=([^;]*)/.exec(line) ?? [];
        if (name !== undefined && value !== undefined) jar.set(name, value);
      }
    }

    async function post(path: string, body: object): Promise<z.infer<typeof State>> {
      const answer = await http.send('POST', path, { body, headers: { cookie: cookie() }, repeatable: true });
      keep(answer);
      const state = State.safeParse(answer.data ?? {}).data;
      if (state !== undefined) return state;
      throw new Failure('RESPONSE', 'the answer to the login cannot be understood', { status: answer.status });
    }

    keep(await http.send('GET', '/signin', { responseFormat: 'text' }));
    const first = await post('/signin/auth.json', {
      username: account.username,
      password: account.password,
    });
    if (first.status === 'need_2fa') {
      await post('/signin/auth2.json', { code: codeFor(account, first.type, now()) });
    } else if (first.succeeded === false) {
      throw new Failure('AUTHENTICATION', 'the login was refused');
    }
    return { client: http.extend({ headers: { cookie: cookie() } }), cookie: cookie() };
  }

  return inSession(open, { http, secretOf: ({ cookie }) => cookie });
}

function codeFor({ totpSecret }: Account, type: string | undefined, now: number): string {
  if (totpSecret !== undefined && type !== 'email') return totp(totpSecret, now);
  throw new Failure('AUTHENTICATION', 'the account asks for a second factor', {
    hint: 'Set up two-step sign-in by an app, and give its secret with --auth-totp-secret',
  });
}
