import { z } from 'zod';
import {
  anything,
  defineProvider,
  Failure,
  fqdn,
  fromPresentation,
  needsQuotes,
  parseRecordId,
  path,
  quoteTxt,
  type RecordDraft,
  recordId,
  relativeName,
  splitPriority,
  throughChanges,
  undefinedIf,
  withDot,
  type Zone,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Versions = z.array(z.object({ uuid_ref: z.string(), active: z.boolean() }));
const Items = z.array(
  z.object({
    name: z.string(),
    type: z.string(),
    data: z.string(),
    ttl: z.number().optional(),
    aux: z.number().nullish(),
  }),
);

interface OnlineZone extends Zone {
  readonly version: string;
}

type Row = Omit<RecordDraft, 'ttl'> & { readonly ttl?: number };

export default defineProvider<typeof manifest, OnlineZone>(({ options, http }) => {
  const api = http.extend({ baseUrl: 'https://api.online.net/api/v1', bearer: options.token });

  /** One write to the active version, in the order given: what goes comes before what is new. */
  const writes = throughChanges<OnlineZone>(async (zone, { create, remove }) => {
    const gone = remove.map(({ id }) => operation('DELETE', parseRecordId(id), zone));
    const added = create.map((draft) => operation('ADD', draft, zone));
    await api.patch(path`/domain/${zone.name}/version/active`, anything, [...gone, ...added]);
  });

  return {
    async findZone(name) {
      const versions = await undefinedIf('RECORD_NOT_FOUND', api.get(path`/domain/${name}/version`, Versions));
      if (versions === undefined) return undefined;
      const active = versions.find((version) => version.active);
      if (active !== undefined) return { name, version: active.uuid_ref };
      throw new Failure('API', `no version of the zone ${name} is active`, { hint: 'Activate one in the console' });
    },

    async listRecords(zone) {
      const items = await api.get(path`/domain/${zone.name}/version/${zone.version}/zone`, Items);
      return items.map(({ name: full, type, data, ttl, aux }) => {
        const name = relativeName(full, zone.name);
        const host = fromPresentation(type, data);
        const content = type === 'MX' && typeof aux === 'number' ? `${aux} ${host}` : host;
        return { id: recordId({ type, name, content }), type, name, content, ttl };
      });
    },

    ...writes,
  };
});

function operation(changeType: 'ADD' | 'DELETE', row: Row, zone: Zone): object {
  const { type } = row;
  const { content, priority } = splitPriority(row);
  // The apex has only its full name.
  const name = row.name === '@' ? fqdn('@', zone.name) : row.name;
  const data = toData(type, content);
  const record = { name, type, ...(priority !== undefined && { priority }), ttl: row.ttl, data };
  return { name, type, changeType, ...(changeType === 'DELETE' && { data }), records: [record] };
}

function toData(type: string, content: string): string {
  if (type === 'TXT') return needsQuotes(content) ? quoteTxt(content) : content;
  return /^(CNAME|MX|NS)$/.test(type) ? withDot(content) : content;
}
