import { z } from 'zod';
import {
  anything,
  baseAddress,
  defineProvider,
  Failure,
  recordItems,
  type Schema,
  withId,
  withoutUpdates,
  type Zone,
  zoneUnless,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

/** By number; that of a record that is gone is given again, so it tells a record for the moment only. */
const Items = z.record(z.string(), z.looseObject({ ID: z.string() })).transform(Object.values<{ ID: string }>);
const { toItem, fromItem } = recordItems({
  fields: { type: 'TYPE', name: 'RECORD', content: 'VALUE', ttl: 'TTL' },
  hasIds: false,
  priority: { MX: 'PRIORITY', SRV: 'PRIORITY' },
  quotes: 'read',
});

/** https://hestiacp.com/docs/server-administration/rest-api.html */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const { host, user, access: access_key, secret: secret_key } = options;
  const api = http.extend({
    baseUrl: baseAddress(host),
    explain({ ok, headers: { 'hestia-exit-code': serviceCode }, text }) {
      if (ok || serviceCode === undefined) return undefined;
      const message = text.replace(/^Error: /, '');
      return { message, serviceCode, ...(serviceCode === '3' && { code: 'RECORD_NOT_FOUND' }) };
    },
  });

  function run<T>(schema: Schema<T>, cmd: string, zone: Zone, args: readonly unknown[], repeatable = true): Promise<T> {
    const named = [user, zone.name, ...args].map((arg = '', at) => [`arg${at + 1}`, String(arg)]);
    return api.post('/api/', schema, { access_key, secret_key, cmd, ...Object.fromEntries(named) }, { repeatable });
  }
  async function list(zone: Zone) {
    const items = await run(Items, 'v-list-dns-records', zone, ['json']);
    return items.map((item) => ({ ...fromItem(item, zone), number: item.ID }));
  }

  return {
    hasMadeIds: true,
    findZone: (name) => zoneUnless('RECORD_NOT_FOUND', name, list({ name })),
    listRecords: list,
    ...withoutUpdates<Zone>(
      {
        async createRecord(zone, draft) {
          if (draft.type === 'TXT' && /["\\]/.test(draft.content))
            throw new Failure('UNSUPPORTED', 'the panel takes no quotation marks and no backslashes in text');
          const { RECORD, TYPE, VALUE, PRIORITY, TTL } = toItem(draft, zone);
          await run(anything, 'v-add-dns-record', zone, [RECORD, TYPE, VALUE, PRIORITY, '', 'yes', TTL], false);
        },
        async deleteRecord(zone, id) {
          await run(anything, 'v-delete-dns-record', zone, [withId(await list(zone), id).number, 'yes']);
        },
      },
      { listRecords: list },
    ),
  };
});
