/** How a list is cut into pages: the names of its parameters, and the sizes. Parameters that were not given are not taken. */
export interface Paging {
  readonly by: 'page' | 'offset' | 'cursor';
  /** The parameter that names the page, the offset or the cursor. */
  readonly parameter: string;
  /** The parameter of the size; left out: the size is fixed. */
  readonly size?: string;
  /** Items on a page where nothing is asked for. */
  readonly usual: number;
  /** A larger size is refused. */
  readonly largest?: number;
  /** Number of the first page, 1 unless told. */
  readonly first?: number;
}

/** A page, and what is told of the whole. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly total: number;
  /** Number of this page, counted as the API does. */
  readonly page: number;
  readonly pages: number;
  readonly size: number;
  readonly offset: number;
  /** What the parameter must be for the next page; undefined on the last. */
  readonly next: string | undefined;
}

/** @throws Error where a parameter is not what the API takes */
export function cut<T>(all: readonly T[], query: Readonly<Record<string, string>>, paging?: Paging): Page<T> {
  if (paging === undefined) return pageOf(all, 0, Math.max(1, all.length), 1, undefined);
  const { by, parameter, usual, largest = usual, first = 1 } = paging;
  const size = paging.size === undefined ? usual : whole(query[paging.size], usual);
  if (size < 1 || size > largest) throw new Error(`a page has 1 to ${largest} items`);
  const start = whole(query[parameter], by === 'page' ? first : 0);
  const offset = by === 'page' ? (start - first) * size : start;
  if (offset < 0) throw new Error(`${parameter} is out of range`);
  return pageOf(all, offset, size, first, by);
}

function pageOf<T>(
  all: readonly T[],
  offset: number,
  size: number,
  first: number,
  by: Paging['by'] | undefined,
): Page<T> {
  const page = Math.floor(offset / size) + first;
  const hasMore = offset + size < all.length;
  const next = String(by === 'page' ? page + 1 : offset + size);
  return {
    items: all.slice(offset, offset + size),
    total: all.length,
    page,
    pages: Math.max(1, Math.ceil(all.length / size)),
    size,
    offset,
    next: hasMore ? next : undefined,
  };
}

function whole(text: string | undefined, usual: number): number {
  if (text === undefined) return usual;
  if (!/^\d{1,9}$/.test(text)) throw new Error(`${text} is no number`);
  return Number(text);
}

export function parametersOf(paging: Paging | undefined): string[] {
  return paging === undefined ? [] : [paging.parameter, ...(paging.size === undefined ? [] : [paging.size])];
}
