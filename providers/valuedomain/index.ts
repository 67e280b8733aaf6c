import { z } from 'zod';
import {
  anything,
  defineProvider,
  Failure,
  path,
  type RecordChange,
  readNumberedPages,
  throughChanges,
  zoneNamed,
} from '../../core/sdk/index.js';
import { type Line, lineOf, parseLines } from './lines.js';
import type manifest from './manifest.json';

const Zone = z.object({ domainname: z.string() }).transform(({ domainname }) => ({ name: domainname }));
type Zone = z.infer<typeof Zone>;
const Page = z.object({ results: z.array(Zone), paging: z.object({ max: z.number() }).optional() });
const Dns = z.object({ results: z.object({ ns_type: z.string(), records: z.string(), ttl: z.coerce.number() }) });

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const api = http.extend({ baseUrl: 'https://api.value-domain.com/v1', bearer: options.token });

  async function read(zone: Zone) {
    const { ns_type, records, ttl } = (await api.get(path`/domains/${zone.name}/dns`, Dns)).results;
    return { ns_type, ttl, lines: parseLines(records, ttl) };
  }

  /** Reads the text, lets its lines be changed, and writes it back. */
  async function rewrite(zone: Zone, edit: (lines: readonly Line[]) => readonly Line[]): Promise<void> {
    const { ns_type, ttl, lines } = await read(zone);
    const after = edit(lines);
    if (after.length === lines.length && after.every((line, index) => line === lines[index])) return;
    const records = after.map(({ text }) => text).join('\n');
    await api.put(path`/domains/${zone.name}/dns`, anything, { ns_type, records, ttl });
  }

  function changeRecords(zone: Zone, { create, remove }: RecordChange): Promise<void> {
    const leaving = new Set(remove.map(({ id }) => id));
    return rewrite(zone, (lines) => {
      const kept = lines.filter(({ record }) => record === undefined || !leaving.has(record.id));
      const known = new Set(kept.map(({ record }) => record?.id));
      return [...kept, ...create.map(lineOf).filter(({ record }) => !known.has(record?.id))];
    });
  }

  return {
    async findZone(name) {
      const zones = await readNumberedPages(async (page?: number) => {
        const { results, paging } = await api.get('/domains', Page, { query: { page } });
        return { items: results, pages: paging?.max };
      });
      return zoneNamed(zones, name);
    },

    async listRecords(zone) {
      return (await read(zone)).lines.flatMap(({ record }) => record ?? []);
    },

    ...throughChanges(changeRecords),

    updateRecord: (zone, id, draft) =>
      rewrite(zone, (lines) => {
        const index = lines.findIndex(({ record }) => record?.id === id);
        if (index < 0) throw new Failure('RECORD_NOT_FOUND', `no record has the identifier ${id}`);
        return lines.with(index, lineOf(draft));
      }),
  };
});
