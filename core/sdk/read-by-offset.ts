import { readPages } from './read-pages.js';

export interface ListPart<T> {
  readonly items: readonly T[];
  /** How many items the whole list has; undefined: the API says nothing, since this was all. */
  readonly total?: number | undefined;
}

/** {@link readPages} for lists that are read from an offset on: undefined stands for the beginning. */
export function readByOffset<T>(
  read: (offset?: number) => Promise<ListPart<T>>,
  isEnough?: (item: T) => boolean,
): Promise<T[]> {
  return readPages(async (offset?: number) => {
    const { items, total } = await read(offset);
    const next = (offset ?? 0) + items.length;
    // An empty part is the last one, whatever the service counts.
    return { items, next: total !== undefined && items.length > 0 && next < total ? next : undefined };
  }, isEnough);
}
