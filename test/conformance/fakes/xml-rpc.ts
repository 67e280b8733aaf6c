import { buildXml, parseXml } from '../../../core/http/xml.js';
import { decodeResult, rpcLists } from '../../../core/sdk/index.js';
import type { GivenAnswer } from '../../recordings/dispatcher.js';
import { xmlAnswer } from '../fake-api.js';

/** A call by XML-RPC, as plain data. http://xmlrpc.com/spec.md */
export function readCall(body: unknown): {
  readonly method: string;
  readonly fields: Readonly<Record<string, unknown>>;
} {
  const { methodCall } = parseXml(String(body), rpcLists) as { methodCall: { methodName: string; params: unknown } };
  // The parameters stand in a call as the result stands in an answer.
  const fields = decodeResult({ methodResponse: { params: methodCall.params } });
  return { method: methodCall.methodName, fields: fields as Record<string, unknown> };
}

/** An answer by XML-RPC from plain data. */
export function rpcAnswer(data: unknown): GivenAnswer {
  return xmlAnswer(buildXml({ methodResponse: { params: { param: [{ value: encode(data) }] } } }));
}

function encode(data: unknown): object {
  if (Array.isArray(data)) return { array: { data: { value: data.map(encode) } } };
  if (typeof data === 'object' && data !== null) {
    const member = Object.entries(data).map(([name, value]) => ({ name, value: encode(value) }));
    return { struct: { member } };
  }
  return typeof data === 'number' ? { int: data } : { string: String(data) };
}
