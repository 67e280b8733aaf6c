import type { Database, Query } from './database.js';

/** Tells other instances, once the transaction has ended well. */
export type Announce = (query: Query, what: string) => Promise<void>;

const channel = 'letsencrypt_dns';

/** What this process announces it does not hear itself. @param origin tells it from others */
export function createAnnouncements(database: Database, origin: string) {
  const announce: Announce = async (query, what) => {
    await query('SELECT pg_notify($1, $2)', [channel, `${origin} ${what}`]);
  };
  return {
    announce,
    listen: (onChange: (what: string) => void) =>
      database.listen(
        channel,
        (text) => {
          const gap = text.indexOf(' ');
          if (text.slice(0, gap) !== origin) onChange(text.slice(gap + 1));
        },
        () => onChange('anything'),
      ),
  };
}
