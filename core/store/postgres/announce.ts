import type { Database, Query } from './database.js';

/** Tells other instances, once the transaction has ended well. */
export type Announce = (query: Query, what: string) => Promise<void>;

/** Calls with what is announced until closed. */
export type Listen = (onChange: (what: string, isOwn: boolean) => void) => () => void;

const channel = 'letsencrypt_dns';

/** @param origin tells what this process announces from what others do */
export function createAnnouncements(
  database: Pick<Database, 'listen'>,
  origin: string,
): { readonly announce: Announce; readonly listen: Listen } {
  /** All of them share one connection. */
  const listeners = new Set<{ readonly onChange: Parameters<Listen>[0] }>();
  let stop: (() => void) | undefined;

  function tell(what: string, isOwn: boolean): void {
    for (const { onChange } of [...listeners]) onChange(what, isOwn);
  }

  function hear(text: string): void {
    const gap = text.indexOf(' ');
    tell(text.slice(gap + 1), text.slice(0, gap) === origin);
  }

  return {
    async announce(query, what) {
      await query('SELECT pg_notify($1, $2)', [channel, `${origin} ${what}`]);
    },
    listen(onChange) {
      const listener = { onChange };
      listeners.add(listener);
      stop ??= database.listen(channel, hear, () => tell('anything', false));
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        stop?.();
        stop = undefined;
      };
    },
  };
}
