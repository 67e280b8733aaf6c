import { z } from 'zod';
import { defineProvider, path, recordItems, restRecords, type Zone, zoneUnless } from '../../core/sdk/index.js';
import { keysOf } from '../families/keys-by-name/index.js';
import type manifest from './manifest.json';

const Items = z.array(z.looseObject({ active: z.boolean().optional() }));
const { toItem, fromItems } = recordItems({ fields: { name: 'prefix' }, apex: '' });

/** https://www.syse.no/api/dns */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const passwords = keysOf(options.credentials);
  http.hide(...passwords.all);

  /** The records of a zone, which are read and written with its own password. */
  function recordsOf(zone: string) {
    const basic = { username: zone, password: passwords.of(zone) ?? '' };
    return http.extend({ baseUrl: path`https://www.syse.no/api/dns/${zone}`, basic });
  }

  const writing = ({ name }: Zone) =>
    restRecords({
      api: recordsOf(name),
      path: () => '',
      toItem: (draft, zone) => ({ ...toItem(draft, zone), active: true }),
      toChange: (draft, zone, id) => ({ ...toItem(draft, zone), active: true, id }),
    });

  return {
    async findZone(name) {
      if (passwords.of(name) === undefined) return undefined;
      return zoneUnless('RECORD_NOT_FOUND', name, recordsOf(name).get('', Items));
    },

    async listRecords(zone) {
      const items = await recordsOf(zone.name).get('', Items);
      // Records can be switched off, and are then not served.
      const served = items.filter(({ active }) => active !== false);
      return fromItems(served, zone);
    },

    createRecord: (zone, draft) => writing(zone).createRecord(zone, draft),
    updateRecord: (zone, id, draft) => writing(zone).updateRecord(zone, id, draft),
    deleteRecord: (zone, id) => writing(zone).deleteRecord(zone, id),
  };
});
