import { z } from 'zod';
import {
  anything,
  createXmlRpc,
  type DnsProvider,
  type ExplainedFailure,
  explainFaults,
  Failure,
  type HttpResponse,
  isFailure,
  joinPriority,
  noRecord,
  type ProviderContext,
  parseRecordId,
  quoteTxt,
  type RecordChange,
  type RecordDraft,
  type RecordFilter,
  type RpcValue,
  readPages,
  type Schema,
  undefinedIf,
} from '../../core/sdk/index.js';
import { fromValue, toValue } from './value.js';

interface Zone {
  readonly id: number;
  readonly name: string;
}

const Domain = z.object({ zone_id: z.number().optional() });
const Version = z.number();
const Item = z
  .object({ id: z.coerce.string(), type: z.string(), name: z.string(), value: z.string(), ttl: z.number() })
  .transform(({ value, ...item }) => ({ ...item, content: fromValue(item.type, value) }));
type Item = z.infer<typeof Item>;
const explainFault = explainFaults([
  [/NORIGHT|API key/i, 'AUTHENTICATION'],
  [/OBJECT_DOMAIN \(CAUSE_NOTFOUND/, 'ZONE_NOT_FOUND'],
  [/CAUSE_(ALREADYEXISTS|DUPLICATE)/, 'RECORD_EXISTS'],
  [/CAUSE_NOTFOUND/, 'RECORD_NOT_FOUND'],
]);

/** The version of a zone that is served. */
const active = 0;
/** What the API lists at once. */
const pageSize = 100;

/**
 * The old platform: the active version of a zone cannot be changed, so each change makes a copy, changes that and
 * switches to it. Record ids differ from version to version. https://doc.rpc.gandi.net/domain/reference.html
 */
export function createRpcProvider({
  options,
  http,
  log,
}: ProviderContext<{ readonly token: string }>): DnsProvider<Zone> {
  const rpc = createXmlRpc(http, { baseUrl: 'https://rpc.gandi.net', explain });

  function call<T>(method: string, schema: Schema<T>, ...parameters: RpcValue[]): Promise<T> {
    return rpc(schema, { path: '/xmlrpc/', method, parameters: [options.token, ...parameters] });
  }

  function list(zone: Zone, version: number, filter: RpcValue & object): Promise<Item[]> {
    return readPages(async (page?: number) => {
      const items = await call('domain.zone.record.list', z.array(Item), zone.id, version, { ...filter, page });
      return { items, next: items.length === pageSize ? (page ?? 0) + 1 : undefined };
    });
  }

  /** What is under way is thrown away where it fails; that an unused version is left behind does no harm. */
  async function inNewVersion(zone: Zone, work: (version: number) => Promise<void>): Promise<void> {
    const version = await call('domain.zone.version.new', Version, zone.id);
    try {
      await work(version);
      await call('domain.zone.version.set', anything, zone.id, version);
    } catch (error) {
      await call('domain.zone.version.delete', anything, zone.id, version).catch((cause: unknown) => {
        log.warn({ cause, version }, 'an unused version of the zone could not be removed');
      });
      throw error;
    }
  }

  async function add(zone: Zone, version: number, draft: RecordDraft): Promise<void> {
    try {
      await call('domain.zone.record.add', anything, zone.id, version, toItem(draft));
    } catch (error) {
      if (!isFailure(error, 'RECORD_EXISTS')) throw error;
    }
  }

  async function changeRecords(zone: Zone, { create, remove }: RecordChange): Promise<void> {
    await inNewVersion(zone, async (version) => {
      for (const record of remove) {
        const exact = { ...filterOf(record), ttl: record.ttl };
        await call('domain.zone.record.delete', anything, zone.id, version, exact);
      }
      for (const draft of create) await add(zone, version, draft);
    });
  }

  return {
    async findZone(name) {
      const domain = await undefinedIf('ZONE_NOT_FOUND', call('domain.info', Domain, name));
      if (domain === undefined) return undefined;
      if (domain.zone_id !== undefined) return { id: domain.zone_id, name };
      throw new Failure('UNSUPPORTED', `${name} is not on the old platform`, { hint: 'Set --api-protocol=rest' });
    },

    listRecords: (zone, filter) => list(zone, active, filterOf(filter)),
    createRecord: (zone, draft) => changeRecords(zone, { create: [draft], remove: [] }),

    async updateRecord(zone, id, draft) {
      const [before] = await list(zone, active, identify(id));
      if (before === undefined) throw noRecord(id);
      await inNewVersion(zone, async (version) => {
        const [copy] = await list(zone, version, { ...filterOf(before), ttl: before.ttl });
        if (copy === undefined) throw new Failure('RESPONSE', 'the record is not in the new version of the zone');
        const item = { ...toItem(draft), value: filterOf(draft).value };
        await call('domain.zone.record.update', anything, zone.id, version, { id: copy.id }, item);
      });
    },

    async deleteRecord(zone, id) {
      const found = await list(zone, active, identify(id));
      if (found.length > 0) await changeRecords(zone, { create: [], remove: found });
    },

    changeRecords,
  };
}

function toItem(draft: RecordDraft) {
  return { type: draft.type, name: draft.name, value: toValue(draft.type, joinPriority(draft)), ttl: draft.ttl };
}

/** Text is compared in quotes. */
function filterOf({ type, name, content, priority }: RecordFilter & { readonly priority?: number | undefined }) {
  const whole = content && joinPriority({ content, priority });
  return { type, name, value: whole && type === 'TXT' ? quoteTxt(whole) : whole };
}

/** An id of the active version, or one made from the record itself. */
function identify(id: string) {
  return id.includes('/') ? filterOf(parseRecordId(id)) : { id };
}

/** Faults come with status 200; their text names an object and a cause. */
function explain(response: HttpResponse): ExplainedFailure | undefined {
  const fault = explainFault(response);
  if (fault?.code !== 'AUTHENTICATION') return fault;
  return {
    ...fault,
    hint: 'Check the API key; it must be one of the old platform. For LiveDNS set --api-protocol=rest',
  };
}
