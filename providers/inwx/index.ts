import { z } from 'zod';
import {
  anything,
  defineProvider,
  fullName,
  type RecordDraft,
  type RecordFilter,
  type RpcValue,
  recordItems,
  type Zone,
  zoneUnless,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';
import { createCall } from './session.js';

const Info = z.object({
  resData: z.object({ record: z.array(z.looseObject({ id: z.union([z.string(), z.number()]) })).default([]) }),
});
const { toItem, fromItem } = recordItems({ names: 'full', priority: { MX: 'prio', SRV: 'prio' } });
const sandbox = 'https://api.ote.domrobot.com/xmlrpc/';

export default defineProvider<typeof manifest, Zone>(({ options, http, now }) => {
  const call = createCall(http, options.sandbox ? sandbox : options.endpoint, options, now);
  /** Ids were numbers once and are text today: each goes back as it came. */
  const ids = new Map<string, string | number>();
  const sentId = (id: string) => ids.get(id) ?? (/^\d+$/.test(id) ? Number(id) : id);

  function info(zone: Zone, { type, name, content }: RecordFilter) {
    const full = name === undefined ? undefined : fullName(name, zone.name);
    const data = type === 'TXT' ? content : undefined;
    return call(Info, 'nameserver.info', { domain: zone.name, type, name: full, content: data }, true);
  }

  return {
    findZone: (name) => zoneUnless('RECORD_NOT_FOUND', name, call(anything, 'nameserver.info', { domain: name }, true)),

    async listRecords(zone, filter) {
      const { record } = (await info(zone, filter)).resData;
      for (const { id } of record) ids.set(String(id), id);
      return record.map((item) => fromItem(item, zone));
    },

    async createRecord(zone, draft) {
      await call(anything, 'nameserver.createRecord', { domain: zone.name, ...toFields(draft, zone) });
    },

    // The TTL stays where none is asked for.
    async updateRecord(zone, id, draft) {
      const fields = { ...toFields(draft, zone), ttl: draft.askedTtl };
      await call(anything, 'nameserver.updateRecord', { id: sentId(id), ...fields }, true);
    },

    async deleteRecord(_zone, id) {
      await call(anything, 'nameserver.deleteRecord', { id: sentId(id) });
    },
  };
});

function toFields(draft: RecordDraft, zone: Zone): Readonly<Record<string, RpcValue | undefined>> {
  return toItem(draft, zone);
}
