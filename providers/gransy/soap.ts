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

const Refusal = z.object({
  status: z.literal('error'),
  error: z.object({ errormsg: z.string(), errorcode: z.object({ major: z.string(), minor: z.string() }) }),
});
const Session = z.object({ ssid: z.string() });

/** The codes are too coarse (500 is nearly everything), so the words say what it was. */
const kinds: readonly (readonly [RegExp, FailureCode])[] = [
  [/log ?in|logged|password|session|ssid|authori[sz]/i, 'AUTHENTICATION'],
  [/already exist|duplicate/i, 'RECORD_EXISTS'],
  [/not (found|exist)|n't exist|unknown record/i, 'RECORD_NOT_FOUND'],
  [/too many|limit/i, 'RATE_LIMITED'],
];

/** Runs a command of the API and reads its data. */
export type SoapCall = <T>(command: string, schema: Schema<T>, fields?: object, repeatable?: boolean) => Promise<T>;

/**
 * The SOAP API at https://subreg.cz/wsdl: one envelope a command, in a session that is opened at the first one, and
 * once again where it has expired.
 */
export function createSoap(http: HttpClient, credential: { username: string; password: string }): SoapCall {
  const api = http.extend({
    baseUrl: 'https://subreg.cz/soap',
    bodyFormat: 'xml',
    responseFormat: 'xml',
    xmlLists: ['domains', 'records'],
    explain,
  });

  async function send<T>(command: string, schema: Schema<T>, fields: object, repeatable: boolean): Promise<T> {
    const answer = { parse: (data: unknown) => schema.parse(responseOf(data)?.data) };
    return api.post('/cmd.php?soap_format=1', answer, envelope(command, fields), {
      headers: { soapaction: `"http://subreg.cz/wsdl#${command}"` },
      repeatable,
    });
  }

  const session = memo(async (login: string) => {
    const { ssid } = await send('Login', Session, { login, password: credential.password }, true);
    return ssid;
  });

  return async function call(command, schema, fields = {}, repeatable = false) {
    const inSession = async () => ({ ssid: await session(credential.username), ...fields });
    const body = await inSession();
    try {
      return await send(command, schema, body, repeatable);
    } catch (error) {
      if (!isFailure(error, 'AUTHENTICATION')) throw error;
      session.forget();
      return send(command, schema, await inSession(), repeatable);
    }
  };
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

function explain({ ok, data }: HttpResponse): ExplainedFailure | undefined {
  const { error } = Refusal.safeParse(responseOf(data)).data ?? {};
  if (error !== undefined) {
    const code = kinds.find(([words]) => words.test(error.errormsg))?.[1] ?? 'API';
    return { code, message: error.errormsg, serviceCode: `${error.errorcode.major}/${error.errorcode.minor}` };
  }
  const fault = z.object({ faultstring: z.string() }).safeParse(faultOf(data)).data;
  if (fault !== undefined) return { code: 'API', message: fault.faultstring };
  return ok ? undefined : {};
}

function faultOf(data: unknown): unknown {
  return Body.safeParse(data).data?.Envelope.Body.Fault;
}
