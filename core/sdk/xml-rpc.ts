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

/**
 * The result of a call as plain data.
 * @throws Error where it is none
 */
export function decodeResult(data: unknown): unknown {
  const [result] = listIn(responseOf(data).params, 'param');
  if (result === undefined) throw new Error('it is no result of a call');
  return decode(listIn(result, 'value')[0]);
}

/** The fault that a call came to; undefined where it is none. */
export function decodeFault(data: unknown): unknown {
  return decode(listIn(responseOf(data).fault, 'value')[0]);
}

/** SoftLayer leaves `methodResponse` out around results. */
function responseOf(data: unknown): Element {
  const { methodResponse = data } = elementOf(data);
  return elementOf(methodResponse);
}

/** Lists and structs become such; numbers become numbers; dates stay text. */
function decode(value: unknown): unknown {
  // Text without a type is a string.
  if (typeof value !== 'object' || value === null) return value;
  const { struct, array, ...scalar } = elementOf(value);
  if (array !== undefined) return listIn(elementOf(array).data, 'value').map(decode);
  if (struct !== undefined) {
    const members = listIn(struct, 'member').map(elementOf);
    return Object.fromEntries(members.map((member) => [member.name, decode(listIn(member, 'value')[0])]));
  }
  const [type, content] = Object.entries(scalar)[0] ?? [];
  if (type === 'nil') return undefined;
  return /^(int|i4|double)$/.test(type ?? '') ? Number(content) : content;
}

type Element = Readonly<Record<string, unknown>>;

/** Empty elements are read as text. */
function elementOf(value: unknown): Element {
  return typeof value === 'object' ? { ...value } : {};
}

function listIn(value: unknown, name: string): readonly unknown[] {
  const list = elementOf(value)[name];
  return Array.isArray(list) ? list : [];
}
