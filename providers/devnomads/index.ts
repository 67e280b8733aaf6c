import { z } from 'zod';
import {
  defineProvider,
  type ExplainedFailure,
  fqdn,
  fromPresentation,
  type HttpResponse,
  path,
  type RecordSet,
  type RecordSetApi,
  recordSetProvider,
  relativeName,
  toPresentation,
  type Zone,
  zoneUnless,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Item = z.object({ content: z.string(), disabled: z.boolean().default(false) });
const Rrset = z.object({ name: z.string(), type: z.string(), ttl: z.number(), records: z.array(Item) });
type Rrset = z.infer<typeof Rrset>;
const Answer = z.object({ rrsets: z.array(Rrset) }).transform(({ rrsets }) => rrsets);

interface StoredSet extends RecordSet {
  /** Records that are switched off are no values; they stay as they are. */
  readonly disabled: Rrset['records'];
}

/** PowerDNS behind an address of its own. */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://api.devnomads.nl/services/dns',
    bearer: options.token,
    // Replacing a set twice is harmless.
    repeatable: true,
    explain,
  });

  async function readSets(name: string): Promise<StoredSet[]> {
    const rrsets = await api.get(path`/zones/${name}.`, Answer);
    return rrsets.map((rrset) => toSet(rrset, name));
  }

  async function write(zone: Zone, { type, name, ttl }: RecordSet, records: Rrset['records'], changetype: string) {
    const rrset = { name: fqdn(name, zone.name), type, records, ttl, changetype };
    await api.send('PATCH', path`/zones/${zone.name}.`, { body: { rrsets: [rrset] } });
  }

  async function removeSet(zone: Zone, set: StoredSet, changetype: string): Promise<void> {
    await write(zone, set, set.disabled, set.disabled.length > 0 ? 'REPLACE' : changetype);
  }

  const sets: RecordSetApi<Zone, StoredSet> = {
    removesFirst: true,
    findZone: (name) => zoneUnless('ZONE_NOT_FOUND', name, readSets(name)),
    listSets: (zone) => readSets(zone.name),
    async writeSet(zone, set, before) {
      const old = new Set(before?.values);
      // New values stand before those that were there.
      const values = [
        ...set.values.filter((value) => !old.has(value)),
        ...set.values.filter((value) => old.has(value)),
      ];
      const records = values.map((content) => ({
        content: toPresentation({ type: set.type, content }),
        disabled: false,
      }));
      await write(zone, set, [...records, ...(before?.disabled ?? [])], 'REPLACE');
    },
    deleteSet: (zone, set) => removeSet(zone, set, 'REPLACE'),
  };

  const provider = recordSetProvider(sets);
  const { changeRecords } = recordSetProvider({ ...sets, deleteSet: (zone, set) => removeSet(zone, set, 'DELETE') });

  return { ...provider, ...(changeRecords && { changeRecords }) };
});

function toSet({ name, type, ttl, records }: Rrset, zone: string): StoredSet {
  const disabled = records.filter((item) => item.disabled);
  const values = records.filter((item) => !item.disabled).map((item) => fromPresentation(type, item.content));
  return { type, name: relativeName(name, zone), ttl, values, disabled };
}

/** Servers before PowerDNS 4.4 say 422 for a zone that is missing. */
function explain({ status, text }: HttpResponse): ExplainedFailure | undefined {
  const isMissing = status === 404 || (status === 422 && text.includes('Could not find domain'));
  return isMissing ? { code: 'ZONE_NOT_FOUND' } : undefined;
}
