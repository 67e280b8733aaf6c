import { pageBounds } from './page-bounds.js';

/** A part of a list. */
export interface Page<T, P> {
  readonly items: readonly T[];
  /** What to ask for next: a number, an address, a cursor. Undefined, null, empty: this was the last one. */
  readonly next?: P | null | undefined;
}

/**
 * Everything that a list holds. `read` is first called without an argument, and then with what the page before named as
 * the next one: `readPages(async (page = 1) => …)`. With `isEnough`, no page is read after one with an item that fits.
 * @throws Failure RESPONSE where the list does not come to an end (see `pageBounds`)
 */
export async function readPages<T, P extends string | number | object>(
  read: (at?: P) => Promise<Page<T, P>>,
  isEnough: (item: T) => boolean = () => false,
): Promise<T[]> {
  const bounds = pageBounds();
  const all: T[] = [];
  for (let at: P | undefined; ; ) {
    const page: Page<T, P> = await read(at);
    all.push(...page.items);
    if (!page.next || page.items.some(isEnough)) return all;
    bounds.note(page.items, page.next);
    at = page.next;
  }
}
