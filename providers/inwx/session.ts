import { z } from 'zod';
import {
  baseAddress,
  createXmlRpc,
  decodeFault,
  decodeResult,
  encodeCall,
  explainRefusals,
  Failure,
  type HttpClient,
  inSession,
  isFailure,
  type RpcValue,
  rpcLists,
  type Schema,
  totp,
} from '../../core/sdk/index.js';

export interface Account {
  readonly username: string;
  readonly password: string;
  readonly sharedSecret?: string | undefined;
}

/** Calls a method with its parameters, and reads what it gives. */
export type InwxCall = <T>(
  schema: Schema<T>,
  method: string,
  parameters: Parameters,
  repeatable?: boolean,
) => Promise<T>;
type Parameters = Readonly<Record<string, RpcValue | undefined>>;

const LogIn = z.object({ resData: z.object({ tfa: z.union([z.string(), z.number()]).default('') }).optional() });
const anyResult: Schema<unknown> = { parse: (data) => data };

/** Codes from 2000 on are refusals, whatever the status: https://www.inwx.com/en/help/apidoc/f/ch04.html */
const explain = explainRefusals(
  { safeParse: (data) => ({ data: refusalIn(data) }) },
  [
    [/^22\d\d$/, 'AUTHENTICATION'],
    [/^2302$/, 'RECORD_EXISTS'],
    [/^2303$/, 'RECORD_NOT_FOUND'],
    [/^(2400|2500)$/, 'SERVER'],
    [/^(2501|2502)$/, 'AUTHENTICATION'],
  ],
  'API',
);

/**
 * Credentials go along with each call. Accounts with a mobile TAN take them in a login only, to which the TAN is given;
 * a session then serves until it ends.
 */
export function createCall(client: HttpClient, endpoint: string, account: Account, now: () => number): InwxCall {
  const http = client.extend({ baseUrl: baseAddress(endpoint) });
  const rpc = createXmlRpc(http, { baseUrl: baseAddress(endpoint), explain });
  const credentials = { user: account.username, pass: account.password };
  let needsSession = account.sharedSecret !== undefined;

  async function open(): Promise<HttpClient> {
    const { cookies, data } = await http.send('POST', '/', {
      body: encodeCall('account.login', [credentials]),
      bodyFormat: 'xml',
      responseFormat: 'xml',
      xmlLists: rpcLists,
      explain,
      repeatable: true,
    });
    const cookie = cookies.map((each) => each.split(';')[0]).join('; ');
    const opened = http.extend({ headers: { cookie } });
    const tfa = readTfa(data);
    if (tfa !== '0' && tfa !== '') await unlock(opened, account.sharedSecret, endpoint, now());
    http.hide(cookie);
    return opened;
  }

  const run = inSession(open);

  return async function call(schema, method, parameters, repeatable = false) {
    if (!needsSession) {
      try {
        return await rpc(schema, { path: '/', method, parameters: [{ ...parameters, ...credentials }], repeatable });
      } catch (error) {
        if (!isFailure(error, 'AUTHENTICATION')) throw error;
        needsSession = true;
      }
    }
    return run((session) =>
      createXmlRpc(session, { baseUrl: baseAddress(endpoint), explain })(schema, {
        path: '/',
        method,
        parameters: [parameters],
        repeatable,
      }),
    );
  };
}

/** What stands for the second factor in the answer to a login. @throws Failure RESPONSE where it is no such answer */
function readTfa(data: unknown): string {
  try {
    return String(LogIn.parse(decodeResult(data)).resData?.tfa ?? '');
  } catch (cause) {
    throw new Failure('RESPONSE', 'the answer to the login cannot be understood', { cause });
  }
}

async function unlock(http: HttpClient, secret: string | undefined, endpoint: string, now: number): Promise<void> {
  if (secret === undefined) {
    throw new Failure('AUTHENTICATION', 'the account has a mobile TAN', {
      hint: 'Give its secret with --auth-shared-secret',
    });
  }
  const parameters = [{ tan: totp(secret, now) }];
  await createXmlRpc(http, { baseUrl: baseAddress(endpoint), explain })(anyResult, {
    path: '/',
    method: 'account.unlock',
    parameters,
  });
}

function refusalIn(data: unknown): { message: string; serviceCode: number } | undefined {
  const answer = attempt(() => decodeFault(data) ?? decodeResult(data));
  if (typeof answer !== 'object' || answer === null) return undefined;
  const { code, msg, faultCode, faultString } = answer as Record<string, unknown>;
  const serviceCode = Number(code ?? faultCode);
  return serviceCode >= 2000 ? { message: String(msg ?? faultString), serviceCode } : undefined;
}

function attempt(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return undefined;
  }
}
