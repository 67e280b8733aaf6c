import { z } from 'zod';
import {
  baseAddress,
  defineProvider,
  explainWords,
  fullName,
  isSameName,
  isWithin,
  joinPriority,
  parseRecordId,
  path,
  type RecordDraft,
  recordItems,
  withoutUpdates,
  type Zone,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Items = z.array(z.looseObject({ qname: z.string() }));
const { fromItem } = recordItems({
  fields: { name: 'qname', type: 'rtype', content: 'value' },
  hasIds: false,
});

/** The custom records of a box; a value is the whole body of a request. https://mailinabox.email/api-docs.html */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    baseUrl: path`${baseAddress(options.baseUrl, 'https')}/admin/dns`,
    basic: { username: options.email, password: options.password },
    explain: explainWords([[/incorrect|not an administrator|missing-totp|invalid-totp/i, 'AUTHENTICATION']]),
  });

  type Value = Pick<RecordDraft, 'type' | 'name' | 'content' | 'priority'>;

  async function change(method: 'POST' | 'DELETE', zone: Zone, value: Value): Promise<void> {
    const { type, name } = value;
    await api.send(method, path`/custom/${fullName(name, zone.name)}/${type.toLowerCase()}`, {
      body: joinPriority(value),
      bodyFormat: 'text',
      // What is added twice is there once.
      repeatable: true,
    });
  }

  return {
    async findZone(name) {
      const zones = await api.get('/zones', z.array(z.string()));
      return zones.some((zone) => isSameName(zone, name)) ? { name } : undefined;
    },

    async listRecords(zone) {
      const items = await api.get('/custom', Items);
      return items.filter(({ qname }) => isWithin(qname, zone.name)).map((item) => fromItem(item, zone));
    },

    ...withoutUpdates<Zone>({
      createRecord: (zone, draft) => change('POST', zone, draft),
      deleteRecord: (zone, id) => change('DELETE', zone, parseRecordId(id)),
    }),
  };
});
