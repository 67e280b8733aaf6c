import { z } from 'zod';
import {
  anything,
  defineProvider,
  fqdn,
  fromPresentation,
  joinPriority,
  path,
  type RecordChange,
  recordsOfSet,
  relativeName,
  type SetEdit,
  setEdits,
  throughSteps,
  toPresentation,
  type Zone,
  zoneUnless,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Value = z.object({ content: z.string(), disabled: z.boolean().optional() });
const Rrset = z.object({ name: z.string(), type: z.string(), ttl: z.number(), records: z.array(Value) });
const WithSets = z.object({ rrsets: z.array(Rrset).default([]) });

/** https://primarydnsapi.netnod.se */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://primarydnsapi.netnod.se/api/v1',
    headers: { authorization: `Token ${options.token}` },
    // To add what is there, and to take out what is not, changes nothing.
    repeatable: true,
  });

  /** Values come before others go, so that a failure half-way leaves too much rather than too little. */
  async function changeRecords(zone: Zone, change: RecordChange): Promise<void> {
    const edits = setEdits(change);
    const added = edits.filter(({ add }) => add.length > 0).map((edit) => toRrset(zone, edit, 'EXTEND'));
    const removed = edits.filter(({ remove }) => remove.length > 0).map((edit) => toRrset(zone, edit, 'PRUNE'));
    for (const rrsets of [added, removed])
      if (rrsets.length > 0) await api.patch(path`/zones/${zone.name}.`, anything, { rrsets });
  }

  return {
    findZone: (name) => zoneUnless('RECORD_NOT_FOUND', name, api.get(path`/zones/${name}.`, anything)),

    async listRecords(zone) {
      const { rrsets } = await api.get(path`/zones/${zone.name}.`, WithSets);
      return rrsets.flatMap(({ name, type, ttl, records }) => {
        const shown = records.filter(({ disabled }) => !disabled);
        const values = shown.map(({ content }) => fromPresentation(type, content));
        return recordsOfSet({ type, name: relativeName(name, zone.name), ttl, values });
      });
    },

    ...throughSteps(changeRecords),
  };
});

function toRrset(zone: Zone, { type, name, add, remove }: SetEdit, changetype: 'EXTEND' | 'PRUNE') {
  const values = changetype === 'EXTEND' ? add : remove;
  const [first] = [...add, ...remove];
  const records = values.map((value) => ({
    content: toPresentation({ type, content: joinPriority(value) }),
    disabled: false,
  }));
  return { name: fqdn(name, zone.name), type, ttl: first?.ttl ?? 3600, changetype, records };
}
