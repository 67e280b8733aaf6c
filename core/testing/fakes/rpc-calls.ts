import { buildXml, parseXml } from '../../http/xml.js';
import { decodeResult, rpcLists } from '../../sdk/index.js';
import { xmlAnswer } from '../fake-api.js';
import type { GivenAnswer, SentRequest } from '../wire.js';

type Value = string | number | readonly Value[] | { readonly [name: string]: Value | undefined };

/** The method of an XML-RPC call, and its parameters as plain data. */
export function readRpcCall({ body }: Pick<SentRequest, 'body'>): { method: string; parameters: readonly unknown[] } {
  const { methodCall } = parseXml(body, rpcLists) as {
    methodCall: { methodName: string; params: { param: readonly object[] } };
  };
  const parameters = methodCall.params.param.map((param) => decodeResult({ params: { param: [param] } }));
  return { method: methodCall.methodName, parameters };
}

export function rpcResult(result: unknown): GivenAnswer {
  return xmlAnswer(buildXml({ methodResponse: { params: { param: { value: encode(result as Value) } } } }));
}

export function rpcFault(faultCode: number, faultString: string): GivenAnswer {
  return xmlAnswer(buildXml({ methodResponse: { fault: { value: encode({ faultCode, faultString }) } } }));
}

function encode(content: Value): object {
  if (typeof content === 'string') return { string: content };
  if (typeof content === 'number') return { int: content };
  if (Array.isArray(content)) return { array: { data: content.length === 0 ? '' : { value: content.map(encode) } } };
  const member = Object.entries(content).flatMap(([name, field]) =>
    field === undefined ? [] : [{ name, value: encode(field as Value) }],
  );
  return { struct: { member } };
}
