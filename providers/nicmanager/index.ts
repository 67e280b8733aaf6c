import { z } from 'zod';
import {
  anything,
  defineProvider,
  path,
  type RecordDraft,
  recordItems,
  totp,
  undefinedIf,
  withoutUpdates,
  type Zone,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

/** A zone is told with its records. */
const OneZone = z.object({ name: z.string(), records: z.array(z.looseObject({})).default([]) });
const { toItem } = recordItems({ fields: { content: 'value' }, names: 'fqdn' });
const { fromItems } = recordItems({});

/** https://api.nicmanager.com/docs/v1/ */
export default defineProvider<typeof manifest>(({ options, http, now }) => {
  const { email, login, username, password, totpSecret, mode } = options;
  const api = http.extend({
    baseUrl: path`https://api.nicmanager.com/v1/${mode}`,
    basic: { username: email ?? `${login}.${username}`, password },
    sign({ headers }) {
      if (totpSecret !== undefined) headers['x-auth-token'] = totp(totpSecret, now());
    },
  });

  async function createRecord(zone: Zone, draft: RecordDraft): Promise<void> {
    await api.post(path`/${zone.name}/records`, anything, toItem(draft, zone));
  }

  async function deleteRecord(zone: Zone, id: string): Promise<void> {
    await api.delete(path`/${zone.name}/records/${id}`);
  }

  return {
    async findZone(name) {
      const zone = await undefinedIf('RECORD_NOT_FOUND', api.get(path`/${name}`, OneZone));
      return zone && { name: zone.name };
    },
    listRecords: async (zone) => fromItems((await api.get(path`/${zone.name}`, OneZone)).records, zone),
    ...withoutUpdates({ createRecord, deleteRecord }),
  };
});
