import { z } from 'zod';
import {
  anything,
  explainWords,
  fullName,
  type HttpClient,
  joinParts,
  path,
  type RecordSet,
  readByOffset,
  recordSetProvider,
  relativeName,
  splitPriority,
  undefinedIf,
  withDot,
  withoutDot,
  type Zone,
  zoneUnless,
} from '../../../core/sdk/index.js';

/** Loose: weights, places and switched-off records come back as they are. */
const Value = z.looseObject({ content: z.array(z.union([z.string(), z.number()])) });
type Value = z.infer<typeof Value>;
const Rrset = z.looseObject({
  name: z.string().optional(),
  type: z.string().optional(),
  ttl: z.number(),
  resource_records: z.array(Value),
});
type Rrset = z.infer<typeof Rrset>;
const Page = z.object({ rrsets: z.array(Rrset), total_amount: z.number().optional() });

interface StoredSet extends RecordSet {
  readonly read: Rrset;
}

/** The largest part of a list that the API gives. */
const limit = 1000;

/** The DNS of Gcore and of those who resell it: sets whose values are lists of their parts. */
export function gcoreProvider(http: HttpClient, baseUrl: string, token: string) {
  const api = http.extend({
    baseUrl,
    headers: { authorization: `APIKey ${token}` },
    explain: explainWords([[/not found/i, 'RECORD_NOT_FOUND']]),
  });

  function at(zone: Zone, { name, type }: Pick<RecordSet, 'name' | 'type'>) {
    return path`/zones/${zone.name}/${fullName(name, zone.name)}/${type}`;
  }

  return recordSetProvider<Zone, StoredSet>({
    findZone: (name) => zoneUnless('RECORD_NOT_FOUND', name, api.get(path`/zones/${name}`, anything)),

    async listSets(zone, { type, name }) {
      if (type !== undefined && name !== undefined) {
        const read = await undefinedIf('RECORD_NOT_FOUND', api.get(at(zone, { type, name }), Rrset));
        return read === undefined ? [] : [toSet({ ...read, name, type }, zone)];
      }
      const sets = await readByOffset(async (offset?: number) => {
        const query = { limit, offset };
        const { rrsets, total_amount: total = rrsets.length } = await api.get(path`/zones/${zone.name}/rrsets`, Page, {
          query,
        });
        return { items: rrsets, total };
      });
      return sets.map((read) => toSet(read, zone));
    },

    async writeSet(zone, { type, name, ttl, values }, before) {
      const known = new Map(before?.read.resource_records.map((value) => [toContent(type, value), value]));
      const records = values.map((value) => known.get(value) ?? { content: toParts(type, value) });
      if (before === undefined) await api.post(at(zone, { type, name }), anything, { ttl, resource_records: records });
      else {
        const { name: _name, type: _type, updated_at: _time, ...kept } = before.read;
        await api.put(at(zone, { type, name }), anything, { ...kept, ttl, resource_records: records });
      }
    },

    async deleteSet(zone, set) {
      await api.delete(at(zone, set));
    },
  });
}

function toSet(read: Rrset, zone: Zone): StoredSet {
  const { name = '', type = '', ttl, resource_records } = read;
  const values = resource_records.map((value) => toContent(type, value));
  return { type, name: relativeName(name, zone.name), ttl, values, read };
}

/** `[10, "mail.example.com."]` → `10 mail.example.com`. */
function toContent(type: string, { content }: Value): string {
  if (type === 'CAA') {
    const [flags, tag, value] = content;
    return joinParts('CAA', { flags, tag, value }, ['flags', 'tag', 'value']);
  }
  const text = content.join(' ');
  return type === 'TXT' ? text : withoutDot(text);
}

function toParts(type: string, value: string): (string | number)[] {
  if (type === 'CAA') {
    const [, flags, tag = '', text = ''] = /^(\d+) (\S+) "?(.*?)"?$/.exec(value) ?? [];
    return [Number(flags), tag, text];
  }
  const { priority, content } = splitPriority({ type, content: value });
  if (priority === undefined) return [/^(CNAME|NS)$/.test(type) ? withDot(content) : content];
  const [host = '', ...others] = content.split(' ').reverse();
  return [priority, ...others.reverse().map(Number), withDot(host)];
}
