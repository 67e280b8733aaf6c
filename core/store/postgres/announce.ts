import type { Database, Query } from './database.js';

/** Tells other instances, once the transaction has ended well. */
export type Announce = (query: Query, what: string) => Promise<void>;

/** Calls with what is announced until closed. */
export type Listen = (onChange: (what: string) => void) => () => void;

const channel = 'letsencrypt_dns';

/** What this process announces it does not hear itself. @param origin tells it from others */
export function createAnnouncements(
  database: Pick<Database, 'listen'>,
  origin: string,
): { readonly announce: Announce; readonly listen: Listen } {
  /** All of them share one connection. */
  const listeners = new Set<{ readonly onChange: (what: string) => void }>();
  let stop: (() => void) | undefined;

  function tell(what: string): void {
    for (const { onChange } of [...listeners]) onChange(what);
  }

  function hear(text: string): void {
    const gap = text.indexOf(' ');
    if (text.slice(0, gap) !== origin) tell(text.slice(gap + 1));
  }

  return {
    async announce(query, what) {
      await query('SELECT pg_notify($1, $2)', [channel, `${origin} ${what}`]);
    },
    listen(onChange) {
      const listener = { onChange };
      listeners.add(listener);
      stop ??= database.listen(channel, hear, () => tell('anything'));
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        stop?.();
        stop = undefined;
      };
    },
  };
}
