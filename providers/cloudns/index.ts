import { z } from 'zod';
import {
  anything,
  checkKeptType,
  type DnsRecord,
  defineProvider,
  explainRefusals,
  type RecordDraft,
  type RecordFilter,
  recordItems,
  type Zone as SdkZone,
  undefinedIf,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

interface Zone extends SdkZone {
  /** The zone that has the records: of a cloud domain its master, since nothing else can be asked or told about them. */
  readonly holder: string;
}
const OneZone = z
  .object({ name: z.string(), type: z.string().nullish(), 'cloud-master': z.string().nullish() })
  .transform(({ name, type, 'cloud-master': master }) => ({ name, holder: (type === 'cloud' && master) || name }));
/** Some types have all that they say in fields of their own. */
const Item = z.looseObject({ record: z.coerce.string().default('') });
/** Records by id; an empty list where there are none. */
const Items = z.union([z.array(Item), z.record(z.string(), Item)]).transform((items) => Object.values(items));
const { toItem, fromItem } = recordItems({
  fields: { name: 'host', content: 'record' },
  apex: '',
  priority: { MX: 'priority', SRV: 'priority' },
  parts: {
    SRV: ['weight', 'port', 'record'],
    CAA: ['caa_flag', 'caa_type', 'caa_value'],
    TLSA: ['tlsa_usage', 'tlsa_selector', 'tlsa_matching_type', 'record'],
  },
});

const Refusal = z
  .object({ status: z.literal('Failed'), statusDescription: z.unknown().optional() })
  .transform(({ statusDescription }) => ({ message: statusDescription }));
/** The API answers 200 to everything; the words say what it was. */
const explain = explainRefusals(Refusal, [
  [/auth/i, 'AUTHENTICATION'],
  [/domain-name/i, 'ZONE_NOT_FOUND'],
  [/record-id/i, 'RECORD_NOT_FOUND'],
  [/already exists/i, 'RECORD_EXISTS'],
  [/too many requests|rate limit/i, 'RATE_LIMITED'],
]);

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const { id, subid, subuser, password, weight, port } = options;
  const api = http.extend({ baseUrl: 'https://api.cloudns.net/dns', bodyFormat: 'form', explain });
  const user = subid === undefined ? { 'sub-auth-user': subuser } : { 'sub-auth-id': subid };
  const credential = { ...(id === undefined ? user : { 'auth-id': id }), 'auth-password': password };

  function toBody(draft: RecordDraft, zone: Zone) {
    const { type, ...item } = toItem(draft, zone);
    // What an SRV record has where its content is only a target.
    return { ...credential, 'domain-name': zone.holder, ...(type === 'SRV' && { weight, port }), ...item };
  }

  async function listRecords(zone: Zone, { type, name }: RecordFilter): Promise<DnsRecord[]> {
    const host = name === '@' ? undefined : name;
    const query = { ...credential, 'domain-name': zone.holder, type, host };
    return (await api.get('/records.json', Items, { query })).map((item) => fromItem(item, zone));
  }

  return {
    async findZone(name) {
      const query = { ...credential, 'domain-name': name };
      return undefinedIf('ZONE_NOT_FOUND', api.get('/get-zone-info.json', OneZone, { query }));
    },

    listRecords,

    createRecord: (zone, draft) =>
      api.post('/add-record.json', anything, { ...toBody(draft, zone), 'record-type': draft.type }),

    async updateRecord(zone, id, draft) {
      // A change says nothing of the type. That of text, by far the most frequent, is made without a look at the whole zone.
      if (draft.type !== 'TXT') checkKeptType(await listRecords(zone, {}), id, draft);
      const body = { ...toBody(draft, zone), 'record-id': id };
      await api.post('/mod-record.json', anything, body, { repeatable: true });
    },

    deleteRecord: (zone, id) =>
      api.post('/delete-record.json', anything, { ...credential, 'domain-name': zone.holder, 'record-id': id }),
  };
});
