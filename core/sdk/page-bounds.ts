import { Failure } from './failure.js';

/** More pages than this hold no list that is worth reading. */
const mostPages = 1000;
/** More items than this are no list of zones, nor of a zone's records. */
const mostItems = 200_000;

/** Looks at each page of a list, so that reading it comes to an end whatever the service says. */
export interface PageBounds {
  /**
   * Takes note of a page.
   * @param next what the page names as the next one
   * @throws Failure RESPONSE for too many pages or items, for a next page that was read already, and for a page that
   *   says the same as the one before it
   */
  note(items: readonly unknown[], next: unknown): void;
}

/** For lists that {@link readPages} does not fit; made anew for each list. */
export function pageBounds(): PageBounds {
  const named = new Set<string>();
  let pages = 0;
  let count = 0;
  let before: string | undefined;

  return {
    note(items, next) {
      pages += 1;
      count += items.length;
      if (count > mostItems) throw endless(`it has more than ${mostItems} items`);
      if (next === undefined || next === null || next === '') return;
      if (pages >= mostPages) throw endless(`it has more than ${mostPages} pages`);
      const address = JSON.stringify(next);
      if (named.has(address)) throw endless('a page names one that was read already');
      named.add(address);
      const text = items.length === 0 ? undefined : JSON.stringify(items);
      if (text !== undefined && text === before) throw endless('two of its pages are the same');
      before = text;
    },
  };
}

function endless(reason: string): Failure {
  return new Failure('RESPONSE', `a list does not come to an end: ${reason}`, {
    hint: 'The API may have changed or be out of order: try again later, and report it if it stays so',
  });
}
