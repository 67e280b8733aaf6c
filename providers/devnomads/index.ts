import { z } from 'zod';
import {
  defineProvider,
  type ExplainedFailure,
  fqdn,
  fromPresentation,
  type HttpResponse,
  parseRecordId,
  type RecordSet,
  type RecordSetApi,
  recordSetProvider,
  relativeName,
  toPresentation,
  undefinedIf,
  type Zone,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Item = z.object({ content: z.string(), disabled: z.boolean().default(false) });
const Rrset = z.object({ name: z.string(), type: z.string(), ttl: z.number(), records: z.array(Item) });
type Rrset = z.infer<typeof Rrset>;
const Answer = z.object({ rrsets: z.array(Rrset) }).transform(({ rrsets }) => rrsets);

/** PowerDNS behind an address of its own. */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://api.devnomads.nl/services/dns',
    bearer: options.token,
    // Replacing a set twice is harmless.
    repeatable: true,
    explain,
  });
  /** What was read of a set, by the set that was made from it. */
  const raw = new WeakMap<RecordSet, Rrset>();

  async function readSets(name: string): Promise<RecordSet[]> {
    const rrsets = await api.get(`/zones/${name}.`, Answer);
    return rrsets.map((rrset) => {
      const set = toSet(rrset, name);
      raw.set(set, rrset);
      return set;
    });
  }

  async function write(zone: Zone, { type, name, ttl }: RecordSet, records: Rrset['records'], changetype: string) {
    const rrset = { name: fqdn(name, zone.name), type, records, ttl, changetype };
    await api.send('PATCH', `/zones/${zone.name}.`, { body: { rrsets: [rrset] } });
  }

  /** Disabled records are no values; they stay as they are. */
  function disabledIn(set: RecordSet | undefined): Rrset['records'] {
    return (set && raw.get(set)?.records.filter(({ disabled }) => disabled)) ?? [];
  }

  async function removeSet(zone: Zone, set: RecordSet, changetype: string): Promise<void> {
    const rest = disabledIn(set);
    await write(zone, set, rest, rest.length > 0 ? 'REPLACE' : changetype);
  }

  const sets: RecordSetApi<Zone> = {
    async findZone(name) {
      const found = await undefinedIf('ZONE_NOT_FOUND', readSets(name));
      return found && { name };
    },
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
      await write(zone, set, [...records, ...disabledIn(before)], 'REPLACE');
    },
    deleteSet: (zone, set) => removeSet(zone, set, 'REPLACE'),
  };

  const provider = recordSetProvider(sets);
  const { changeRecords } = recordSetProvider({ ...sets, deleteSet: (zone, set) => removeSet(zone, set, 'DELETE') });

  return {
    ...provider,
    async updateRecord(zone, id, draft) {
      const old = parseRecordId(id);
      if (old.type === draft.type && old.name === draft.name) return provider.updateRecord(zone, id, draft);
      await provider.deleteRecord(zone, id);
      await provider.createRecord(zone, draft);
    },
    ...(changeRecords && { changeRecords }),
  };
});

function toSet({ name, type, ttl, records }: Rrset, zone: string): RecordSet {
  const enabled = records.filter(({ disabled }) => !disabled);
  return {
    type,
    name: relativeName(name, zone),
    ttl,
    values: enabled.map((item) => fromPresentation(type, item.content)),
  };
}

/** Servers before PowerDNS 4.4 say 422 for a zone that is missing. */
function explain({ ok, status, text }: HttpResponse): ExplainedFailure | undefined {
  if (ok) return undefined;
  const isMissing = status === 404 || (status === 422 && text.includes('Could not find domain'));
  return isMissing ? { code: 'ZONE_NOT_FOUND' } : {};
}
