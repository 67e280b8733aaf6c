import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainRefusals,
  isFailure,
  type OutgoingRequest,
  parseRecordId,
  type Query,
  recordItems,
  unlessGone,
  type WrittenRecord,
  withoutUpdates,
  type Zone,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Records = z.object({ Data: z.array(z.looseObject({})).nullish() }).transform(({ Data }) => Data ?? []);
const types = ['A', 'AAAA', 'CNAME', 'MX', 'TXT'];
const { toItem, fromItems } = recordItems({
  fields: { type: 'DnsType', name: 'RecordName', content: 'Content', ttl: 'TTL' },
  hasIds: false,
  names: 'full',
  types: Object.fromEntries(types.map((type) => [type, type])),
  priority: { MX: 'Prio' },
  quotes: 'read',
});
const Refused = z
  .object({ RetCode: z.number().refine((code) => code !== 0), Message: z.unknown().optional() })
  .transform(({ RetCode, Message }) => ({ serviceCode: RetCode, message: Message }));
const explain = explainRefusals(Refused, [[/^17[0-4]$/, 'AUTHENTICATION']], 'API');

/** What a removal tells a record by. */
function keyOf(record: WrittenRecord, zone: Zone) {
  const { RecordName, DnsType, Content } = toItem(record, zone);
  return { RecordName, DnsType, Content };
}

/** https://docs.ucloud.cn/api/udnr-api/README */
export default defineProvider<typeof manifest>(({ options, http, log }) => {
  /** https://docs.ucloud.cn/api/summary/signature */
  function sign(request: OutgoingRequest): void {
    const fields = new URLSearchParams(request.body);
    fields.set('PublicKey', options.publicKey);
    fields.sort();
    const text = [...fields, [options.privateKey]].flat().join('');
    const signature = createHash('sha1').update(text).digest('hex');
    http.hide(signature);
    request.body = `${fields}&Signature=${signature}`;
  }

  const api = http.extend({ baseUrl: 'https://api.ucloud.cn', bodyFormat: 'form', sign, explain });
  const { projectId: ProjectId, region: Region } = options;

  const read = (Dn: string) =>
    api.post('/', Records, { Action: 'UdnrDomainDNSQuery', Dn, ProjectId, Region }, { repeatable: true });

  async function write(Action: string, zone: Zone, fields: Query): Promise<void> {
    await api.post('/', anything, { Action, Dn: zone.name, ProjectId, Region, ...fields });
  }

  const listRecords = async (zone: Zone) => fromItems(await read(zone.name), zone);

  const createRecord = (zone: Zone, draft: WrittenRecord) => write('UdnrDomainDNSAdd', zone, toItem(draft, zone));

  /** No words are known for a record that is not there. */
  async function deleteRecord(zone: Zone, id: string): Promise<void> {
    await unlessGone(write('UdnrDeleteDnsRecord', zone, keyOf(parseRecordId(id), zone)), async () =>
      (await listRecords(zone)).some((record) => record.id === id),
    );
  }

  return {
    // There is no list of domains, and what is said of one that is not in the account is unknown.
    async findZone(name) {
      try {
        return (await read(name)).length > 0 ? { name } : undefined;
      } catch (error) {
        if (!isFailure(error, 'API')) throw error;
        log.debug({ name, reason: error.message }, 'UCloud knows no such domain, or says so of something else');
        return undefined;
      }
    },

    listRecords,

    createRecord,
    deleteRecord,

    // Nothing but the priority changes: what is removed after it might be both.
    updateRecord(zone, id, draft) {
      const isSame = isDeepStrictEqual(keyOf(draft, zone), keyOf(parseRecordId(id), zone));
      const order = isSame ? ({ removesFirst: true } as const) : {};
      const { updateRecord } = withoutUpdates({ createRecord, deleteRecord }, { listRecords, ...order });
      return updateRecord(zone, id, draft);
    },
  };
});
