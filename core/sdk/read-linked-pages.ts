import type { HttpClient, Query, Schema } from './http.js';
import type { Path } from './path.js';
import { type Page, readPages } from './read-pages.js';

/**
 * {@link readPages} for lists whose pages name the address of the next one. The query goes with the first request only:
 * what a service names has all that it wants to see.
 */
export function readLinkedPages<T>(
  api: Pick<HttpClient, 'get'>,
  first: string | Path,
  page: Schema<Page<T, string>>,
  query: Query = {},
): Promise<T[]> {
  return readPages((next?: string) => (next === undefined ? api.get(first, page, { query }) : api.get(next, page)));
}
