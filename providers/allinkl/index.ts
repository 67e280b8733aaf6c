import { z } from 'zod';
import {
  anything,
  defineProvider,
  type RecordDraft,
  recordItems,
  withDot,
  type Zone,
  zoneUnless,
} from '../../core/sdk/index.js';
import { createKas } from './kas.js';
import type manifest from './manifest.json';

const Records = z.array(z.looseObject({}));
const { toItem, fromItems } = recordItems({
  fields: { id: 'record_id', type: 'record_type', name: 'record_name', content: 'record_data', ttl: 'none' },
  apex: '',
  dots: true,
  priority: { MX: 'record_aux', SRV: 'record_aux' },
});

export default defineProvider<typeof manifest>(({ options, http, now, signal }) => {
  const call = createKas({ http, now, signal, ...options });

  function fieldsOf(draft: RecordDraft, zone: Zone): object {
    const { none: _noTtl, ...fields } = toItem(draft, zone);
    return { record_aux: 0, ...fields };
  }

  const read = (name: string) => call('get_dns_settings', { zone_host: withDot(name) }, Records);

  return {
    findZone: (name) => zoneUnless('ZONE_NOT_FOUND', name, read(name)),

    listRecords: async (zone) => fromItems(await read(zone.name), zone),

    createRecord: (zone, draft) =>
      call('add_dns_settings', { zone_host: withDot(zone.name), ...fieldsOf(draft, zone) }, anything),

    async updateRecord(zone, id, draft) {
      const { record_type: _stays, ...fields } = { ...fieldsOf(draft, zone) } as Record<string, unknown>;
      await call('update_dns_settings', { record_id: id, ...fields }, anything);
    },

    deleteRecord: (_zone, id) => call('delete_dns_settings', { record_id: id }, anything),
  };
});
