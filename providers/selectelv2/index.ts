import { domainToUnicode } from 'node:url';
import { z } from 'zod';
import {
  anything,
  baseAddress,
  defineProvider,
  explainStatus,
  fqdn,
  fromPresentation,
  fullName,
  path,
  type RecordSet,
  readPages,
  recordSetProvider,
  relativeName,
  signedIn,
  toPresentation,
  zoneNamed,
} from '../../core/sdk/index.js';
import { logInToKeystone } from '../families/keystone/log-in.js';
import type manifest from './manifest.json';

/** The service has called ids both. */
const Id = z.union([
  z.object({ id: z.string() }),
  z.object({ uuid: z.string() }).transform(({ uuid }) => ({ id: uuid })),
]);
const Zone = Id.and(z.object({ name: z.string(), disabled: z.boolean().optional() })).transform(
  ({ id, name, disabled }) => ({ id, name, isServed: disabled !== true }),
);
type Zone = z.infer<typeof Zone>;
const Item = z.object({ content: z.string(), disabled: z.boolean().optional() });
const Rrset = Id.and(
  z.object({
    name: z.string(),
    type: z.string(),
    ttl: z.number(),
    comment: z.string().nullish(),
    managed_by: z.string().nullish(),
    records: z.array(Item),
  }),
);

function pageOf<T extends z.ZodType>(item: T) {
  const Page = z.object({ result: z.array(item), next_offset: z.number().nullish() });
  return Page.transform(({ result, next_offset }) => ({ items: result, next: next_offset }));
}

interface StoredSet extends RecordSet {
  readonly rrset: z.infer<typeof Rrset>;
}

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const { username, password, accountId, projectId, userDomainName, apiUrl, authUrl } = options;
  const login = {
    identity: baseAddress(authUrl),
    user: { name: username, domain: { name: userDomainName ?? accountId } },
    password,
    project: { id: projectId },
  };
  const api = http.extend({
    baseUrl: baseAddress(apiUrl),
    explain: explainStatus({ 409: 'RECORD_EXISTS' }),
    ...signedIn(() => logInToKeystone(http, login), { header: 'x-auth-token' }),
  });

  /** Disabled values are nobody's answer, but they stay in the set. */
  async function save(zone: Zone, { rrset }: StoredSet, ttl: number, values: readonly string[]): Promise<void> {
    const contents = values.map((content) => toPresentation({ type: rrset.type, content }));
    const hidden = rrset.records.filter(({ content, disabled }) => disabled === true && !contents.includes(content));
    const records = [...contents.map((content) => ({ content, disabled: false })), ...hidden];
    const { comment, managed_by } = rrset;
    const address = path`/zones/${zone.id}/rrset/${rrset.id}`;
    if (records.length === 0) return api.delete(address);
    const kept = { ...(comment && { comment }), ...(managed_by && { managed_by }) };
    await api.patch(address, anything, { ttl, records, ...kept }, { repeatable: true });
  }

  return recordSetProvider<Zone, StoredSet>({
    async findZone(name) {
      // IDN are looked for as people read them.
      const filter = domainToUnicode(name);
      const zones = await readPages((offset?: number) =>
        api.get('/zones', pageOf(Zone), { query: { filter, offset } }),
      );
      return zoneNamed(zones, name, { isServed: ({ isServed }) => isServed });
    },

    async listSets(zone, { type, name }) {
      const filter = { name: name && domainToUnicode(fullName(name, zone.name)), rrset_types: type };
      const rrsets = await readPages((offset?: number) =>
        api.get(path`/zones/${zone.id}/rrset`, pageOf(Rrset), { query: { ...filter, offset } }),
      );
      return rrsets.map((rrset) => ({
        type: rrset.type,
        name: relativeName(rrset.name, zone.name),
        ttl: rrset.ttl,
        values: rrset.records
          .filter(({ disabled }) => disabled !== true)
          .map(({ content }) => fromPresentation(rrset.type, content)),
        rrset,
      }));
    },

    async writeSet(zone, { type, name, ttl, values }, before) {
      if (before !== undefined) return save(zone, before, ttl, values);
      const records = values.map((content) => ({ content: toPresentation({ type, content }), disabled: false }));
      await api.post(path`/zones/${zone.id}/rrset`, anything, { name: fqdn(name, zone.name), ttl, type, records });
    },

    deleteSet: (zone, set) => save(zone, set, set.rrset.ttl, []),
  });
});
