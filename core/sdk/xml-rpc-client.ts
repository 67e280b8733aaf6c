import { explainRefusals, type Refusal } from './explain-refusals.js';
import type { FailureWords } from './explain-words.js';
import type { HttpClient, HttpDefaults, Schema } from './http.js';
import type { Path } from './path.js';
import { decodeFault, decodeResult, encodeCall, type RpcValue, rpcLists } from './xml-rpc.js';

export interface RpcCall {
  readonly path: string | Path;
  readonly method: string;
  readonly parameters: readonly RpcValue[];
  /** Doing it twice is harmless. */
  readonly repeatable?: boolean;
}

/** Calls methods by XML-RPC, and reads their results. */
export type XmlRpc = <T>(schema: Schema<T>, call: RpcCall) => Promise<T>;

/** An XML-RPC client on top of what `http` has; `explain` is mostly made by {@link explainFaults}. */
export function createXmlRpc(http: HttpClient, defaults: Required<Pick<HttpDefaults, 'baseUrl' | 'explain'>>): XmlRpc {
  const api = http.extend({ ...defaults, bodyFormat: 'xml', responseFormat: 'xml', xmlLists: rpcLists });
  return (schema, { path, method, parameters, repeatable = false }) => {
    const result = { parse: (data: unknown) => schema.parse(decodeResult(data)) };
    return api.post(path, result, encodeCall(method, parameters), { repeatable });
  };
}

/** Faults come with any status; their code or words say what they are. */
export function explainFaults(kinds: FailureWords): NonNullable<HttpDefaults['explain']> {
  return explainRefusals({ safeParse: (data) => ({ data: faultIn(decodeFault(data)) }) }, kinds, 'API');
}

function faultIn(fault: unknown): Refusal | undefined {
  if (typeof fault !== 'object' || fault === null || !('faultString' in fault)) return undefined;
  const serviceCode = 'faultCode' in fault ? String(fault.faultCode) : undefined;
  return { message: String(fault.faultString), serviceCode };
}
