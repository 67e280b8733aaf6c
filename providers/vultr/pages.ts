import type { HttpClient, Schema } from '../../core/sdk/index.js';

export interface Page<T> {
  readonly items: readonly T[];
  readonly meta?: { readonly links: { readonly next: string } } | undefined;
}

/**
 * Everything that a list holds, following its cursor to the end.
 * https://www.vultr.com/api/#section/Introduction/Meta-and-pagination
 */
export async function readPages<T>(api: HttpClient, path: string, schema: Schema<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  for (let cursor: string | undefined; ; ) {
    const page: Page<T> = await api.get(path, schema, { query: { cursor } });
    items.push(...page.items);
    cursor = page.meta?.links.next;
    if (!cursor) return items;
  }
}
