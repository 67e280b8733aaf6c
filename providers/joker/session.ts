import {
  type ExplainedFailure,
  Failure,
  type HttpClient,
  type HttpResponse,
  inSession,
  path,
} from '../../core/sdk/index.js';

/** Runs a request of DMAPI that may be sent twice, and returns the lines below its header. */
export type Run = (request: string, fields: Readonly<Record<string, string>>) => Promise<string>;

/** A session is opened at the first request, and once again where it has expired (after an hour). */
export function createSession(http: HttpClient, credential: Readonly<Record<string, string>>): Run {
  const api = http.extend({
    baseUrl: 'https://dmapi.joker.com/request',
    bodyFormat: 'form',
    responseFormat: 'text',
    explain,
  });

  async function logIn(): Promise<string> {
    const { text } = await api.send('POST', '/login', { body: credential, repeatable: true });
    const sid = readHeader(text, 'Auth-Sid');
    if (sid !== undefined) return sid;
    throw new Failure('RESPONSE', 'the answer to the login has no session');
  }

  const run = inSession(logIn, { http, secretOf: (sid) => sid });

  return (request, fields) =>
    run(async (sid) => {
      const { text } = await api.send('POST', path`/${request}`, {
        body: { ...fields, 'auth-sid': sid },
        repeatable: true,
      });
      return /\r?\n\r?\n([\s\S]*)/.exec(text)?.[1] ?? '';
    });
}

function readHeader(text: string, name: string): string | undefined {
  const [header = ''] = text.split(/\r?\n\r?\n/);
  return new RegExp(`^${name}: *(.*)$`, 'm').exec(header)?.[1];
}

function explain({ ok, text }: HttpResponse): ExplainedFailure | undefined {
  const status = readHeader(text, 'Status-Code');
  if (ok && (status === '0' || status === '1000')) return undefined;
  if (status === undefined) return ok ? { code: 'RESPONSE', message: 'the answer has no status code' } : {};
  const message = readHeader(text, 'Error') ?? readHeader(text, 'Status-Text') ?? `status code ${status}`;
  return { ...kindOf(status), message, serviceCode: status };
}

/** https://joker.com/faq/content/26/14/en/error-codes.html */
function kindOf(status: string): { code: 'AUTHENTICATION' | 'ZONE_NOT_FOUND' | 'API' } {
  if (/^220[01]$/.test(status)) return { code: 'AUTHENTICATION' };
  return { code: status === '2303' ? 'ZONE_NOT_FOUND' : 'API' };
}
