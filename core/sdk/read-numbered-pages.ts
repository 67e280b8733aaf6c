import { readPages } from './read-pages.js';

export interface NumberedPage<T> {
  readonly items: readonly T[];
  /** How many pages there are; undefined: the API says nothing, since this was all. */
  readonly pages?: number | undefined;
}

/** {@link readPages} for pages with numbers: undefined stands for the first one, then come 2, 3 and so on. */
export function readNumberedPages<T>(
  read: (page?: number) => Promise<NumberedPage<T>>,
  isEnough?: (item: T) => boolean,
): Promise<T[]> {
  return readPages(async (page?: number) => {
    const { items, pages = 1 } = await read(page);
    const next = (page ?? 1) + 1;
    // An empty page is the last one, whatever the service counts.
    return { items, next: items.length > 0 && next <= pages ? next : undefined };
  }, isEnough);
}
