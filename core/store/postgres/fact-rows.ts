import type { Parser } from '../../disk/parse-json.js';
import type { Logger } from '../../sdk/logger.js';
import type { Changes, Facts, Keys } from '../facts/facts.js';
import type { Query, Row } from './database.js';
import type { Sealer } from './sealing.js';
import type { FencedResource, Session } from './session.js';

export const factSubject = (kind: string, key: string) => ['fact', kind, key];

/** Many facts of one kind: no secret is among them, but they steer what is done, so that each is bound to the key. */
export function createFactRows<V>(
  session: Session,
  { sealer, log }: { readonly sealer: Sealer; readonly log: Logger },
  kind: string,
  parse: Parser<V>,
  under: FencedResource,
): Facts<V> {
  const told = new Set<string>();

  /** What somebody else put there counts as little as what nobody put there; said once each. */
  function open({ key: name, value, stamp }: Row): V | undefined {
    const [key, text] = [String(name), String(value)];
    if (sealer.isStamped(factSubject(kind, key), text, stamp)) return parse(JSON.parse(text));
    if (!told.has(key) && told.size < 100) {
      told.add(key);
      log.error({ event: 'store.foreign', row: `${kind} ${key}` }, 'left out: not written there by this program');
    }
    return undefined;
  }

  async function all(query: Query, lock = '', keys?: Keys): Promise<Map<string, V>> {
    const [chosen, more] = keys === undefined ? ['', []] : [' AND key = ANY($2)', [[...keys]]];
    const sql = `SELECT key, value, stamp FROM ledns_fact WHERE kind = $1${chosen}${lock}`;
    const rows = await query(sql, [kind, ...more]);
    const values = new Map<string, V>();
    for (const row of rows) {
      const known = open(row);
      if (known !== undefined) values.set(String(row.key), known);
    }
    return values;
  }

  async function find(query: Query, key: string, lock = ''): Promise<V | undefined> {
    const sql = `SELECT key, value, stamp FROM ledns_fact WHERE kind = $1 AND key = $2${lock}`;
    const [row] = await query(sql, [kind, key]);
    return row === undefined ? undefined : open(row);
  }

  async function put(query: Query, changes: Changes<V>): Promise<void> {
    const set = Object.entries(changes).flatMap(([key, value]) =>
      value === undefined ? [] : [{ key, text: JSON.stringify(value) }],
    );
    const gone = Object.keys(changes).filter((key) => changes[key] === undefined);
    if (set.length > 0) {
      await query(
        `INSERT INTO ledns_fact (kind, key, value, stamp)
         SELECT $1, key, value, stamp FROM unnest($2::text[], $3::text[], $4::bytea[]) AS new (key, value, stamp)
         ON CONFLICT (kind, key) DO UPDATE SET value = excluded.value, stamp = excluded.stamp`,
        [
          kind,
          set.map(({ key }) => key),
          set.map(({ text }) => text),
          set.map(({ key, text }) => sealer.stamp(factSubject(kind, key), text)),
        ],
      );
    }
    if (gone.length > 0) await query('DELETE FROM ledns_fact WHERE kind = $1 AND key = ANY($2)', [kind, gone]);
  }

  return {
    all: (keys) => session.read((query) => all(query, '', keys)),
    get: (key) => session.read((query) => find(query, key)),
    update: (key, change) =>
      session.write(async (query) => {
        const after = change(await find(query, key, ' FOR UPDATE'));
        await put(query, { [key]: after });
        return after;
      }, under),
    change: (change) => session.write(async (query) => put(query, change(await all(query, ' FOR UPDATE'))), under),
  };
}
