import { z } from 'zod';
import {
  type ExplainedFailure,
  type FailureCode,
  type HttpClient,
  type HttpResponse,
  isFailure,
  memo,
  type Schema,
} from '../../core/sdk/index.js';

const Login = z.object({ apisessionid: z.string() });
const Refusal = z.object({
  status: z.literal('error'),
  statuscode: z.number(),
  shortmessage: z.string(),
  longmessage: z.string(),
});

/** The API answers 200 to everything. */
const kinds: Readonly<Record<number, FailureCode>> = {
  4001: 'AUTHENTICATION', // the session is no longer known
  5031: 'ZONE_NOT_FOUND',
};

const words: readonly (readonly [RegExp, FailureCode])[] = [
  [/login failed|api (key|password)|session id/i, 'AUTHENTICATION'],
  [/too many|requests per minute/i, 'RATE_LIMITED'],
];

interface SessionOptions {
  readonly customerId: string;
  readonly apiKey: string;
  readonly apiPassword: string;
  readonly apiEndpoint: string;
}

/** Runs an action and reads its data. */
export type Act = <T>(action: string, schema: Schema<T>, param: object, repeatable?: boolean) => Promise<T>;

/** Actions in a session, which is opened at the first one, and once again where it has expired (after 15 minutes). */
export function createSession(http: HttpClient, options: SessionOptions): Act {
  const api = http.extend({ explain });
  const credential = { customernumber: options.customerId, apikey: options.apiKey };

  async function send<T>(action: string, schema: Schema<T>, param: object, repeatable: boolean): Promise<T> {
    const data = { parse: (answer: unknown) => schema.parse((answer as { responsedata?: unknown }).responsedata) };
    return api.post(options.apiEndpoint, data, { action, param: { ...credential, ...param } }, { repeatable });
  }

  const session = memo(async (_customer: string) => {
    const { apisessionid } = await send('login', Login, { apipassword: options.apiPassword }, true);
    return apisessionid;
  });

  return async function act(action, schema, param, repeatable = false) {
    const inSession = async () => ({ ...param, apisessionid: await session(options.customerId) });
    const first = await inSession();
    try {
      return await send(action, schema, first, repeatable);
    } catch (error) {
      if (!isFailure(error, 'AUTHENTICATION')) throw error;
      session.forget();
      return send(action, schema, await inSession(), repeatable);
    }
  };
}

function explain({ ok, data }: HttpResponse): ExplainedFailure | undefined {
  const refusal = Refusal.safeParse(data).data;
  if (refusal === undefined) return ok ? undefined : {};
  const { statuscode, shortmessage, longmessage } = refusal;
  const message = `${shortmessage}: ${longmessage}`;
  const code = kinds[statuscode] ?? words.find(([pattern]) => pattern.test(message))?.[1] ?? 'API';
  return { code, message, serviceCode: String(statuscode) };
}
