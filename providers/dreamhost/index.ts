import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainRefusals,
  fullName,
  isSameName,
  joinPriority,
  parseRecordId,
  type RecordDraft,
  recordId,
  relativeName,
  unquoteTxt,
  withoutUpdates,
  type Zone,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Item = z.object({
  record: z.string(),
  type: z.string(),
  value: z.string().default(''),
  zone: z.string().default(''),
});
const Items = z.object({ data: z.array(Item) }).transform(({ data }) => data);
/** Refusals come with 200. */
const Refused = z
  .object({ result: z.string().refine((result) => result !== 'success'), data: z.coerce.string().optional() })
  .transform(({ data }) => ({ message: data, serviceCode: data }));

export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://api.dreamhost.com',
    query: { key: options.token, format: 'json' },
    explain: explainRefusals(
      Refused,
      [
        [/^record_already_exists/, 'RECORD_EXISTS'],
        [/^no_such_(record|type|value)$/, 'RECORD_NOT_FOUND'],
        [/^no_such_zone$/, 'ZONE_NOT_FOUND'],
        [/^(invalid|no)_api_key|^api_key_|^this_key_cannot/, 'AUTHENTICATION'],
        [/^slow_down/, 'RATE_LIMITED', { retryAfterMs: options.retryWaitTime }],
      ],
      'API',
    ),
  });

  /** The records of all zones of the account. */
  async function listItems(): Promise<z.infer<typeof Item>[]> {
    return api.get('/', Items, { query: { cmd: 'dns-list_records' } });
  }

  /** Changes are made by GET; one that got no answer must not be made twice. */
  async function change(cmd: string, query: Readonly<Record<string, string>>): Promise<void> {
    await api.get('/', anything, { query: { cmd, ...query }, repeatable: false });
  }

  async function listRecords(zone: Zone) {
    const items = (await listItems()).filter((item) => isSameName(item.zone, zone.name));
    return items.map(({ record, type, value }) => {
      // Of texts alone some begin with a quote.
      const key = { type, name: relativeName(record, zone.name), content: unquoteTxt(value) };
      return { id: recordId(key), ...key };
    });
  }

  async function createRecord(zone: Zone, draft: RecordDraft): Promise<void> {
    const { type, name } = draft;
    await change('dns-add_record', { record: fullName(name, zone.name), type, value: joinPriority(draft) });
  }

  async function deleteRecord(zone: Zone, id: string): Promise<void> {
    const { type, name, content: value } = parseRecordId(id);
    await change('dns-remove_record', { record: fullName(name, zone.name), type, value });
  }

  return {
    async findZone(name) {
      const isThere = (await listItems()).some(
        ({ zone, record }) => isSameName(zone, name) || isSameName(record, name),
      );
      return isThere ? { name } : undefined;
    },

    listRecords,
    ...withoutUpdates({ createRecord, deleteRecord }, { removesFirst: true, listRecords }),
  };
});
