import { z } from 'zod';

/** What goes into a call: strings, whole numbers and structs of them. */
export type RpcValue = string | number | { readonly [name: string]: RpcValue | undefined };

/** Names of elements of which there may be several, for `xmlLists`. */
export const rpcLists = ['param', 'value', 'member'];

/** A call as an object for `bodyFormat: 'xml'`. http://xmlrpc.com/spec.md */
export function encodeCall(methodName: string, parameters: readonly RpcValue[]): object {
  const param = parameters.map((parameter) => ({ value: encode(parameter) }));
  return { methodCall: { methodName, params: { param } } };
}

function encode(value: RpcValue): object {
  if (typeof value === 'string') return { string: value };
  if (typeof value === 'number') return { int: value };
  const member = Object.entries(value)
    .filter((entry): entry is [string, RpcValue] => entry[1] !== undefined)
    .map(([name, content]) => ({ name, value: encode(content) }));
  return { struct: member.length === 0 ? '' : { member } };
}

const Values = z.array(z.unknown()).min(1);
const Params = z.object({ param: z.array(z.object({ value: Values })).min(1) });
const Fault = z.object({ value: Values });
/** SoftLayer leaves `methodResponse` out around results. */
const Answer = z.object({
  params: Params.optional(),
  fault: Fault.optional(),
  methodResponse: z.object({ params: Params.optional(), fault: Fault.optional() }).optional(),
});
const Typed = z.looseObject({
  struct: z
    .union([z.literal(''), z.object({ member: z.array(z.object({ name: z.string(), value: Values })) })])
    .optional(),
  array: z.object({ data: z.union([z.literal(''), z.object({ value: Values })]) }).optional(),
});

/**
 * The result of a call as plain data.
 * @throws Error where it is none
 */
export function decodeResult(data: unknown): unknown {
  const { params, methodResponse } = Answer.parse(data);
  return decode((methodResponse?.params ?? params)?.param[0]?.value[0]);
}

/** The fault that a call came to; undefined where it is none. */
export function decodeFault(data: unknown): unknown {
  const { fault, methodResponse } = Answer.safeParse(data).data ?? {};
  return decode((methodResponse?.fault ?? fault)?.value[0]);
}

/** Lists and structs become such; numbers become numbers; dates stay text. */
function decode(value: unknown): unknown {
  // Text without a type is a string.
  if (typeof value !== 'object' || value === null) return value;
  const { struct, array, ...scalar } = Typed.parse(value);
  if (array !== undefined) return array.data === '' ? [] : array.data.value.map(decode);
  if (struct !== undefined) {
    const members = struct === '' ? [] : struct.member;
    return Object.fromEntries(members.map((member) => [member.name, decode(member.value[0])]));
  }
  const [type, content] = Object.entries(scalar)[0] ?? [];
  if (type === 'nil') return undefined;
  return /^(int|i4|double)$/.test(type ?? '') ? Number(content) : content;
}
