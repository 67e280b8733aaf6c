import { z } from 'zod';
import { explainRefusals, type FailureWords, type HttpClient, inSession, type Schema } from '../../core/sdk/index.js';

const Session = z.object({ ssid: z.string() });

const Refusal = z
  .object({
    status: z.literal('error'),
    error: z.object({ errormsg: z.string(), errorcode: z.object({ major: z.string(), minor: z.string() }) }),
  })
  .transform(({ error: { errormsg: message, errorcode } }) => ({
    message,
    serviceCode: `${errorcode.major}/${errorcode.minor}`,
  }));
const Fault = z
  .object({ Envelope: z.object({ Body: z.object({ Fault: z.object({ faultstring: z.string() }) }) }) })
  .transform(({ Envelope }) => ({ message: Envelope.Body.Fault.faultstring }));

/** The codes are too coarse (500 is nearly everything), so the words say what it was. */
const kinds: FailureWords = [
  [/log ?in|logged|password|session|ssid|authori[sz]/i, 'AUTHENTICATION'],
  [/already exist|duplicate/i, 'RECORD_EXISTS'],
  [/not (found|exist)|n't exist|unknown record/i, 'RECORD_NOT_FOUND'],
  [/too many|limit/i, 'RATE_LIMITED'],
];

interface SoapCredential {
  readonly username: string;
  readonly password: string;
}

/** Runs a command of the API and reads its data. */
export type SoapCall = <T>(command: string, schema: Schema<T>, fields?: object, repeatable?: boolean) => Promise<T>;

/**
 * The SOAP API at https://subreg.cz/wsdl: one envelope a command, in a session that is opened at the first one, and
 * once again where it has expired.
 */
export function createSoap(http: HttpClient, { username, password }: SoapCredential): SoapCall {
  const api = http.extend({
    baseUrl: 'https://subreg.cz/soap',
    bodyFormat: 'xml',
    responseFormat: 'xml',
    xmlLists: ['domains', 'records'],
    explain: (response) => explainRefusal(response) ?? explainFault(response),
  });

  async function send<T>(command: string, schema: Schema<T>, fields: object, repeatable: boolean): Promise<T> {
    const answer = { parse: (data: unknown) => schema.parse(responseOf(data)?.data) };
    return api.post('/cmd.php?soap_format=1', answer, envelope(command, fields), {
      headers: { soapaction: `"http://subreg.cz/wsdl#${command}"` },
      repeatable,
    });
  }

  const logIn = () => send('Login', Session, { login: username, password }, true);
  const run = inSession(logIn, { http, secretOf: ({ ssid }) => ssid });

  return (command, schema, fields = {}, repeatable = false) =>
    run(({ ssid }) => send(command, schema, { ssid, ...fields }, repeatable));
}

function envelope(command: string, fields: object) {
  return {
    'soap-env:Envelope': {
      '@xmlns:soap-env': 'http://schemas.xmlsoap.org/soap/envelope/',
      'soap-env:Body': { [`ns0:${command}`]: { '@xmlns:ns0': 'http://subreg.cz/types', ...fields } },
    },
  };
}

const Body = z.object({ Envelope: z.object({ Body: z.record(z.string(), z.unknown()) }) });
const Container = z.object({ response: z.record(z.string(), z.unknown()) });

function responseOf(data: unknown) {
  const [content] = Object.values(Body.safeParse(data).data?.Envelope.Body ?? {});
  return Container.safeParse(content).data?.response;
}

const explainRefusal = explainRefusals({ safeParse: (data) => Refusal.safeParse(responseOf(data)) }, kinds, 'API');
const explainFault = explainRefusals(Fault, [], 'API');
