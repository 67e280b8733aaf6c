import { z } from 'zod';
import type { ExplainedFailure, FailureCode, HttpClient, HttpResponse, Schema } from '../../core/sdk/index.js';
import { decodeFault, decodeResult, encodeCall, type RpcValue, rpcLists } from './xml-rpc.js';

export interface ServiceCall {
  readonly service: 'Account' | 'Dns_Domain' | 'Dns_Domain_ResourceRecord';
  readonly method: string;
  /** The object that the method is for. */
  readonly id?: number;
  /** What to return, of that service's type. */
  readonly filter?: RpcValue;
  /** Fields to return. */
  readonly mask?: string;
  readonly parameters?: readonly RpcValue[];
  /** Doing it twice is harmless. */
  readonly repeatable?: boolean;
}

const Fault = z.object({ faultCode: z.coerce.string(), faultString: z.string() });

const kinds: readonly (readonly [RegExp, FailureCode])[] = [
  [/ObjectNotFound/, 'RECORD_NOT_FOUND'],
  [/Token|Unauthorized|AccessDenied|NoPermission|Invalid_?Login|Invalid API token/i, 'AUTHENTICATION'],
  [/RateLimit/, 'RATE_LIMITED'],
  [/already exists|duplicate/i, 'RECORD_EXISTS'],
];

/**
 * Calls a method of a SoftLayer service by XML-RPC; what other APIs have as headers goes into the first parameter.
 * https://sldn.softlayer.com/article/xml-rpc/
 */
export function createApi(http: HttpClient, authenticate: { username: string; apiKey: string }) {
  const api = http.extend({
    baseUrl: 'https://api.softlayer.com/xmlrpc/v3.1',
    bodyFormat: 'xml',
    responseFormat: 'xml',
    xmlLists: rpcLists,
    explain,
  });

  return async function call<T>(schema: Schema<T>, { service, method, ...more }: ServiceCall): Promise<T> {
    const type = `SoftLayer_${service}`;
    const headers = {
      authenticate: { ...authenticate },
      [`${type}InitParameters`]: more.id === undefined ? undefined : { id: more.id },
      [`${type}ObjectFilter`]: more.filter,
      SoftLayer_ObjectMask: more.mask === undefined ? undefined : { mask: more.mask },
    };
    const body = encodeCall(method, [{ headers }, ...(more.parameters ?? [])]);
    const result = { parse: (data: unknown) => schema.parse(decodeResult(data)) };
    return api.post(`/${type}`, result, body, { repeatable: more.repeatable ?? false });
  };
}

function explain({ ok, data }: HttpResponse): ExplainedFailure | undefined {
  const fault = Fault.safeParse(decodeFault(data)).data;
  if (fault === undefined) return ok ? undefined : {};
  const { faultCode: serviceCode, faultString: message } = fault;
  const code = kinds.find(([pattern]) => pattern.test(serviceCode) || pattern.test(message))?.[1] ?? 'API';
  return { code, message, serviceCode };
}
