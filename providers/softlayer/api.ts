import {
  createXmlRpc,
  explainFaults,
  type HttpClient,
  path,
  type RpcValue,
  type Schema,
} from '../../core/sdk/index.js';

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

const explain = explainFaults([
  [/ObjectNotFound/, 'RECORD_NOT_FOUND'],
  [/Token|Unauthorized|AccessDenied|NoPermission|Invalid_?Login|Invalid API token/i, 'AUTHENTICATION'],
  [/RateLimit/, 'RATE_LIMITED'],
  [/already exists|duplicate/i, 'RECORD_EXISTS'],
]);

/**
 * Calls a method of a SoftLayer service by XML-RPC; what other APIs have as headers goes into the first parameter.
 * https://sldn.softlayer.com/article/xml-rpc/
 */
export function createApi(http: HttpClient, authenticate: { username: string; apiKey: string }) {
  const rpc = createXmlRpc(http, { baseUrl: 'https://api.softlayer.com/xmlrpc/v3.1', explain });

  return async function call<T>(
    schema: Schema<T>,
    { service, method, repeatable = false, ...more }: ServiceCall,
  ): Promise<T> {
    const type = `SoftLayer_${service}`;
    const headers = {
      authenticate: { ...authenticate },
      [`${type}InitParameters`]: more.id === undefined ? undefined : { id: more.id },
      [`${type}ObjectFilter`]: more.filter,
      SoftLayer_ObjectMask: more.mask === undefined ? undefined : { mask: more.mask },
    };
    const parameters = [{ headers }, ...(more.parameters ?? [])];
    return rpc(schema, { path: path`/${type}`, method, parameters, repeatable });
  };
}
