/** One element of a DER encoding: its tag byte and its content (X.690 section 8.1, definite lengths only). */
export interface DerElement {
  readonly tag: number;
  readonly content: Buffer;
  /** Where the next element begins. */
  readonly end: number;
}

/** Reads the element at an offset; undefined where the bytes end too early or the length has no sense. */
export function readDer(bytes: Buffer, offset: number): DerElement | undefined {
  const tag = bytes[offset];
  const first = bytes[offset + 1];
  if (tag === undefined || first === undefined) return undefined;
  let length = first;
  let start = offset + 2;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count === 0 || count > 4 || start + count > bytes.length) return undefined;
    length = bytes.readUIntBE(start, count);
    start += count;
  }
  const end = start + length;
  return end > bytes.length ? undefined : { tag, content: bytes.subarray(start, end), end };
}

/** The elements inside a constructed element, up to the first that cannot be read. */
export function derChildren(content: Buffer): DerElement[] {
  const children: DerElement[] = [];
  for (let element = readDer(content, 0); element !== undefined; element = readDer(content, element.end)) {
    children.push(element);
  }
  return children;
}
