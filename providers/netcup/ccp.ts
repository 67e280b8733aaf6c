import { z } from 'zod';
import {
  anything,
  type DnsProvider,
  type DnsRecord,
  type HttpClient,
  type RecordDraft,
  splitPriority,
  undefinedIf,
  unquoteTxt,
  type Zone,
  zoneUnless,
} from '../../core/sdk/index.js';
import { type CcpOptions, createSession } from './session.js';

const Item = z.object({
  id: z.string(),
  hostname: z.string(),
  type: z.string(),
  priority: z.string(),
  destination: z.string(),
});
type Item = z.infer<typeof Item>;
const Items = z.object({ dnsrecords: z.array(Item) }).transform(({ dnsrecords }) => dnsrecords);

/** A record without an id is created, others are changed or deleted; what is not named stays as it is. */
interface ItemChange extends Omit<Item, 'id'> {
  readonly id?: string;
  readonly deleterecord: boolean;
  readonly state: string;
}

/** The API of the CCP, for records of all kinds. */
export function createCcpProvider(http: HttpClient, options: CcpOptions): DnsProvider {
  const act = createSession(http, options);

  async function listItems(zone: Zone): Promise<Item[]> {
    const items = act('infoDnsRecords', Items, { domainname: zone.name }, true);
    return (await undefinedIf('RECORD_NOT_FOUND', items)) ?? [];
  }

  async function write(zone: Zone, dnsrecords: readonly ItemChange[]): Promise<void> {
    // What has an id is not made anew.
    const isRepeatable = dnsrecords.every(({ id }) => id !== undefined);
    await act('updateDnsRecords', anything, { domainname: zone.name, dnsrecordset: { dnsrecords } }, isRepeatable);
  }

  async function removeRecords(zone: Zone, ids: readonly string[]): Promise<void> {
    const doomed = (await listItems(zone)).filter(({ id }) => ids.includes(id));
    if (doomed.length === 0) return;
    await write(
      zone,
      doomed.map((item) => ({ ...item, deleterecord: true, state: 'unknown' })),
    );
  }

  return {
    async findZone(name) {
      return zoneUnless('ZONE_NOT_FOUND', name, act('infoDnsZone', anything, { domainname: name }, true));
    },

    async listRecords(zone) {
      return (await listItems(zone)).map(fromItem);
    },

    createRecord: (zone, draft) => write(zone, [toItem(draft)]),
    updateRecord: (zone, id, draft) => write(zone, [{ id, ...toItem(draft) }]),
    deleteRecord: (zone, id) => removeRecords(zone, [id]),

    async changeRecords(zone, { create, remove }) {
      if (create.length > 0) await write(zone, create.map(toItem));
      const ids = remove.map(({ id }) => id);
      if (ids.length > 0) await removeRecords(zone, ids);
    },
  };
}

function toItem(draft: RecordDraft): ItemChange {
  const { content, priority = 0 } = splitPriority(draft);
  return {
    hostname: draft.name,
    type: draft.type,
    priority: String(priority),
    destination: content,
    deleterecord: false,
    state: 'unknown',
  };
}

function fromItem({ id, hostname, type, priority, destination }: Item): DnsRecord {
  return {
    id,
    type,
    name: hostname,
    content: type === 'TXT' ? unquoteTxt(destination) : destination,
    priority: type === 'MX' || type === 'SRV' ? Number(priority) : undefined,
  };
}
