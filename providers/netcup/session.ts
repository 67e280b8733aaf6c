import { z } from 'zod';
import { explainRefusals, type HttpClient, inSession, type Schema } from '../../core/sdk/index.js';

const Login = z.object({ apisessionid: z.string() });
const words = z.string().catch('');
const Refusal = z
  .object({ status: z.literal('error'), statuscode: z.number(), shortmessage: words, longmessage: words })
  .transform(({ statuscode, shortmessage, longmessage }) => ({
    message: `${shortmessage}: ${longmessage}`,
    serviceCode: statuscode,
  }));

/** The API answers 200 to everything. */
const explain = explainRefusals(Refusal, [
  // 4001: the session is no longer known
  [/^4001$/, 'AUTHENTICATION'],
  // 5029: no records in the zone
  [/^5029$/, 'RECORD_NOT_FOUND'],
  // 5031, and 5028 where something is to be written; a name that it takes for none of a domain is one, too
  [/^5031$|zone .* could not be found|type: domainname/i, 'ZONE_NOT_FOUND'],
  [/login failed|api (key|password)|session id/i, 'AUTHENTICATION'],
  [/too many|requests per minute/i, 'RATE_LIMITED'],
]);

/** What the API of the CCP wants to know. */
export interface CcpOptions {
  readonly customerId: string;
  readonly apiKey: string;
  readonly apiPassword: string;
  readonly apiEndpoint: string;
}

/** Runs an action and reads its data. */
export type Act = <T>(action: string, schema: Schema<T>, param: object, repeatable: boolean) => Promise<T>;

/** Actions in a session, which is opened at the first one, and once again where it has expired (after 15 minutes). */
export function createSession(http: HttpClient, options: CcpOptions): Act {
  const api = http.extend({ baseUrl: options.apiEndpoint, explain });
  const credential = { customernumber: options.customerId, apikey: options.apiKey };

  async function send<T>(action: string, schema: Schema<T>, param: object, repeatable: boolean): Promise<T> {
    const data = { parse: (answer: unknown) => schema.parse((answer as { responsedata?: unknown }).responsedata) };
    return api.post('', data, { action, param: { ...credential, ...param } }, { repeatable });
  }

  const logIn = () => send('login', Login, { apipassword: options.apiPassword }, true);
  const run = inSession(logIn, { http, secretOf: ({ apisessionid }) => apisessionid });

  return (action, schema, param, repeatable) =>
    run(({ apisessionid }) => send(action, schema, { ...param, apisessionid }, repeatable));
}
