/** A part of a list. */
export interface Page<T, P> {
  readonly items: readonly T[];
  /** What to ask for next: a number, an address, a cursor. Undefined, null, empty: this was the last one. */
  readonly next?: P | null | undefined;
}

/**
 * Everything that a list holds. `read` is first called without an argument, and then with what the page before named as
 * the next one: `readPages(async (page = 1) => …)`.
 */
export async function readPages<T, P extends string | number>(read: (at?: P) => Promise<Page<T, P>>): Promise<T[]> {
  const { items, next } = await read();
  const all = [...items];
  for (let at = next; at; ) {
    const page = await read(at);
    all.push(...page.items);
    at = page.next;
  }
  return all;
}
