import { createHmac } from 'node:crypto';
import { z } from 'zod';
import {
  anything,
  baseAddress,
  defineProvider,
  explainRefusals,
  type OutgoingRequest,
  path,
  readPages,
  recordItems,
  type WrittenRecord,
  withId,
  withoutUpdates,
  type Zone,
  zoneUnless,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

/** What a record has besides name, type, TTL and content; sets of one name and type are told apart by their identifiers. */
const Kept = z
  .object({
    Weight: z.string().optional(),
    Region: z.string().optional(),
    Failover: z.string().optional(),
    XniftyComment: z.string().optional(),
    XniftyHealthCheckConfig: z.union([z.literal(''), z.record(z.string(), z.string())]).optional(),
  })
  .transform((kept) => Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== '')));
const Item = z
  .looseObject({
    SetIdentifier: z.string(),
    ResourceRecords: z.object({ ResourceRecord: z.array(z.object({ Value: z.string() })) }),
  })
  .transform(({ ResourceRecords, ...item }) => ({
    ...item,
    id: item.SetIdentifier,
    values: ResourceRecords.ResourceRecord.map(({ Value }) => Value),
    kept: Kept.parse(item),
  }));
const RecordPage = z
  .object({
    ListResourceRecordSetsResponse: z.object({
      ResourceRecordSets: z.union([z.literal(''), z.object({ ResourceRecordSet: z.array(Item) })]),
      IsTruncated: z.string(),
      NextRecordName: z.string().optional(),
      NextRecordType: z.string().optional(),
      NextRecordIdentifier: z.string().optional(),
    }),
  })
  .transform(({ ListResourceRecordSetsResponse: page }) => ({
    // Sets of several values are none that can be made here.
    items: (page.ResourceRecordSets === '' ? [] : page.ResourceRecordSets.ResourceRecordSet)
      .filter(({ values }) => values.length === 1)
      .map((item) => ({ ...item, Value: item.values[0] })),
    next:
      page.IsTruncated === 'true'
        ? { name: page.NextRecordName, type: page.NextRecordType, identifier: page.NextRecordIdentifier }
        : undefined,
  }));
const { toItem, fromItems } = recordItems({
  fields: { type: 'Type', name: 'Name', content: 'Value', ttl: 'TTL' },
  names: 'full',
});

const Refusal = z
  .object({ ErrorResponse: z.object({ Error: z.object({ Code: z.string(), Message: z.string() }) }) })
  .transform(({ ErrorResponse: { Error: error } }) => ({ message: error.Message, serviceCode: error.Code }));
const explain = explainRefusals(Refusal, [
  [/^AuthFailed$/, 'AUTHENTICATION'],
  [/^NoSuchHostedZone$/, 'ZONE_NOT_FOUND'],
  [/NO SUCH RECORD/i, 'RECORD_NOT_FOUND'],
  [/REGISTERED RECORD/i, 'RECORD_EXISTS'],
]);

/** Like Route 53 of 2012, but that each value of a name is a set of its own: https://docs.nifcloud.com/dns/api/ */
export default defineProvider<typeof manifest>(({ options, http, now }) => {
  function sign(request: OutgoingRequest): void {
    const date = new Date(now()).toUTCString();
    const signature = createHmac('sha1', options.secretAccessKey).update(date).digest('base64');
    const words = [`NiftyAccessKeyId=${options.accessKeyId}`, 'Algorithm=HmacSHA1', `Signature=${signature}`];
    const authorization = `NIFTY3-HTTPS ${words.join(',')}`;
    http.hide(signature);
    Object.assign(request.headers, { date, 'x-nifty-authorization': authorization });
  }

  const api = http.extend({
    baseUrl: path`${baseAddress(options.apiUrl)}/2012-12-12N2013-12-16`,
    bodyFormat: 'xml',
    responseFormat: 'xml',
    xmlLists: ['ResourceRecordSet', 'ResourceRecord'],
    sign,
    explain,
  });

  const itemsOf = (zone: Zone) =>
    readPages((at: object = {}) => api.get(path`/hostedzone/${zone.name}/rrset`, RecordPage, { query: { ...at } }));

  async function change(Action: 'CREATE' | 'DELETE', zone: Zone, record: WrittenRecord, more: object): Promise<void> {
    const { Value, Name, ...item } = toItem(record, zone);
    const name = record.name === '@' ? '@' : Name;
    const ResourceRecordSet = { Name: name, ...item, ...more, ResourceRecords: { ResourceRecord: { Value } } };
    await api.post(path`/hostedzone/${zone.name}/rrset`, anything, {
      ChangeResourceRecordSetsRequest: {
        '@xmlns': 'https://route53.amazonaws.com/doc/2012-12-12/',
        ChangeBatch: { Changes: { Change: { Action, ResourceRecordSet } } },
      },
    });
  }

  async function find(zone: Zone, id: string) {
    const items = await itemsOf(zone);
    return { record: withId(fromItems(items, zone), id), kept: withId(items, id).kept };
  }

  async function deleteRecord(zone: Zone, id: string): Promise<void> {
    const { record } = await find(zone, id);
    await change('DELETE', zone, record, { SetIdentifier: id });
  }

  const listRecords = async (zone: Zone) => fromItems(await itemsOf(zone), zone);

  return {
    findZone: (name) => zoneUnless('ZONE_NOT_FOUND', name, api.get(path`/hostedzone/${name}`, anything)),
    listRecords,
    createRecord: (zone, draft) => change('CREATE', zone, draft, {}),

    async updateRecord(zone, id, draft) {
      const { record, kept } = await find(zone, id);
      const more = record.type === draft.type ? kept : {};
      const inSteps = withoutUpdates(
        { createRecord: (_zone, created) => change('CREATE', zone, created, more), deleteRecord },
        { listRecords },
      );
      await inSteps.updateRecord(zone, id, draft);
    },

    deleteRecord,
  };
});
