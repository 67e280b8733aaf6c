import { z } from 'zod';
import {
  anything,
  baseAddress,
  defineProvider,
  fromPresentation,
  hostOrEmpty,
  path,
  type RecordSet,
  recordSetProvider,
  signedIn,
  toPresentation,
  type Zone,
  zoneUnless,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

/** Loose: what the API tells of a set goes back with it. */
const Rrset = z.looseObject({
  type: z.string(),
  subname: z.string(),
  ttl: z.number(),
  records: z.array(z.string()),
});
type Rrset = z.infer<typeof Rrset>;

/** A set, and what was read of it. */
interface StoredSet extends RecordSet {
  readonly read: Rrset;
}

const Login = z.object({ token: z.string() }).transform(({ token }) => token);

const baseUrl = baseAddress('https://desec.io/api/v1');

export default defineProvider<typeof manifest>(({ options, http }) => {
  const { username: email = '', password, token } = options;

  function logIn(): Promise<string> {
    return http.post(path`${baseUrl}/auth/login/`, Login, { email, password }, { repeatable: true });
  }

  const api = http.extend({ baseUrl, ...signedIn(logIn, { scheme: 'Token', given: token }) });

  async function patchSet(zone: Zone, { type, name, ttl, values }: RecordSet, before: StoredSet): Promise<void> {
    const { ttl: old, ...rest } = before.read;
    const body = {
      ...rest,
      ...(ttl !== old && { ttl }),
      records: values.map((value) => toPresentation({ type, content: value })),
    };
    await api.patch(path`/domains/${zone.name}/rrsets/${name}/${type}/`, anything, body, { repeatable: true });
  }

  return recordSetProvider<Zone, StoredSet>({
    findZone: (name) => zoneUnless('RECORD_NOT_FOUND', name, api.get(path`/domains/${name}/`, anything)),

    async listSets(zone, { type, name }) {
      const query = { type, subname: name && hostOrEmpty(name) };
      // Unpaged, up to 500 sets; where there are more the API refuses, and never cuts off.
      const items = await api.get(path`/domains/${zone.name}/rrsets/`, z.array(Rrset), { query });
      return items.map(toSet);
    },

    async writeSet(zone, set, before) {
      if (before !== undefined) return patchSet(zone, set, before);
      const { type, name, ttl, values } = set;
      const records = values.map((value) => toPresentation({ type, content: value }));
      const body = { type, subname: hostOrEmpty(name), ttl: String(ttl), records };
      await api.post(path`/domains/${zone.name}/rrsets/`, anything, body);
    },

    /** A set without records goes. https://desec.readthedocs.io/en/latest/dns/rrsets.html#bulk-operations */
    async writeSets(zone, writes) {
      const body = writes.map(({ set: { type, name, ttl, values } }) => ({
        type,
        subname: hostOrEmpty(name),
        ttl,
        records: values.map((value) => toPresentation({ type, content: value })),
      }));
      await api.patch(path`/domains/${zone.name}/rrsets/`, anything, body, { repeatable: true });
    },

    deleteSet: (zone, set) =>
      set.values.length === 1
        ? patchSet(zone, { ...set, values: [] }, set)
        : api.delete(path`/domains/${zone.name}/rrsets/${set.name}/${set.type}/`),
  });
});

function toSet(read: Rrset): StoredSet {
  const { type, subname, ttl, records } = read;
  return { type, name: subname || '@', ttl, values: records.map((data) => fromPresentation(type, data)), read };
}
