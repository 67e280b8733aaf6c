/** A part of a list. */
export interface Page<T, P> {
  readonly items: readonly T[];
  /** What to ask for next: a number, an address, a cursor. Undefined, null, empty: this was the last one. */
  readonly next?: P | null | undefined;
}

/**
 * Everything that a list holds. `read` is first called without an argument, and then with what the page before named as
 * the next one: `readPages(async (page = 1) => …)`. With `isEnough`, no page is read after one with an item that fits.
 */
export async function readPages<T, P extends string | number>(
  read: (at?: P) => Promise<Page<T, P>>,
  isEnough: (item: T) => boolean = () => false,
): Promise<T[]> {
  let page = await read();
  const all = [...page.items];
  while (page.next && !page.items.some(isEnough)) {
    page = await read(page.next);
    all.push(...page.items);
  }
  return all;
}
