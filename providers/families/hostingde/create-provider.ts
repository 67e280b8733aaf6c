import timers from 'node:timers/promises';
import { z } from 'zod';
import {
  baseAddress,
  type DnsProvider,
  type ExplainedFailure,
  fullName,
  type HttpResponse,
  inOtherForm,
  isFailure,
  type ProviderContext,
  path,
  type RecordDraft,
  type RecordFilter,
  readNumberedPages,
  recordItems,
  withoutUpdates,
  zoneNamed,
} from '../../../core/sdk/index.js';

/** Loose: a change sends the zone back as it was read. */
const ZoneConfig = z.looseObject({ id: z.string(), name: z.string(), status: z.string().optional() });
type ZoneConfig = z.infer<typeof ZoneConfig>;
const Item = z.looseObject({});
const { toItem, fromItem } = recordItems({
  names: 'full',
  priority: { MX: 'priority', SRV: 'priority' },
  quotes: 'read',
});
const text = z.string().nullish().catch(undefined);
const Answer = z.object({ status: z.string(), errors: z.array(z.object({ text, value: text })).catch([]) });

/** While a change is being published the zone takes no other one; it is asked again this many times. */
const blockedTries = 30;

interface Condition {
  readonly field: string;
  readonly value: string;
}
type Filter = Condition | { readonly subFilterConnective: 'AND'; readonly subFilter: readonly Condition[] };

function withSmallNames(filter: Filter): Filter {
  const small = ({ field, value }: Condition) => ({ field: field.charAt(0).toLowerCase() + field.slice(1), value });
  return 'field' in filter ? small(filter) : { ...filter, subFilter: filter.subFilter.map(small) };
}

interface Options {
  readonly token: string;
  readonly endpoint: string;
  /** In milliseconds. */
  readonly retryWaitTime: number;
}

/** The API of hosting.de, which others offer under their own names: https://www.hosting.de/api/ */
export function createHostingDe({ options, http, signal }: ProviderContext<Options>): DnsProvider<ZoneConfig> {
  const api = http.extend({ baseUrl: path`${baseAddress(options.endpoint)}/api/dns/v1/json`, explain });

  function find<T>(address: string, element: z.ZodType<T>, filter: Filter): Promise<T[]> {
    const Page = z
      .object({ response: z.object({ data: z.array(element), totalPages: z.number().optional() }) })
      .transform(({ response }) => ({ items: response.data, pages: response.totalPages }));
    const read = (fields: object) =>
      readNumberedPages((page = 1) => {
        const body = { filter: fields, authToken: options.token, page };
        return api.post(address, Page, body, { repeatable: true });
      });
    // Public clients write the names of fields with a small first letter.
    return inOtherForm(
      read(filter),
      () => read(withSmallNames(filter)),
      ({ code }) => code === 'API',
    );
  }

  async function findZone(name: string): Promise<ZoneConfig | undefined> {
    const zones = await find('/zoneConfigsFind', ZoneConfig, { field: 'ZoneName', value: name });
    return zoneNamed(zones, name, { isServed: ({ status }) => status === undefined || status === 'active' });
  }

  async function change(zone: ZoneConfig, fields: object): Promise<void> {
    const zoneConfig = (await findZone(zone.name)) ?? zone;
    const body = { zoneConfig, ...fields, authToken: options.token, page: 1 };
    for (let tries = 1; ; tries += 1) {
      try {
        await api.send('POST', '/zoneUpdate', { body, repeatable: !('recordsToAdd' in fields) });
        return;
      } catch (error) {
        if (!isFailure(error) || error.serviceCode !== 'blocked' || tries >= blockedTries) throw error;
        await timers.setTimeout(options.retryWaitTime, undefined, { signal: signal() });
      }
    }
  }

  async function listRecords(zone: ZoneConfig, { type, name }: RecordFilter) {
    const wanted = { zoneConfigId: zone.id, RecordType: type, RecordName: name && fullName(name, zone.name) };
    const subFilter = Object.entries(wanted).flatMap(([field, value]) => (value === undefined ? [] : { field, value }));
    const items = await find('/recordsFind', Item, { subFilterConnective: 'AND', subFilter });
    return items.map((item) => fromItem(item, zone));
  }

  async function createRecord(zone: ZoneConfig, draft: RecordDraft): Promise<void> {
    await change(zone, { recordsToAdd: [toItem(draft, zone)] });
  }

  async function deleteRecord(zone: ZoneConfig, id: string): Promise<void> {
    await change(zone, { recordsToDelete: [{ id }] });
  }

  return {
    findZone,

    listRecords,
    ...withoutUpdates({ createRecord, deleteRecord }, { removesFirst: true, listRecords }),

    async changeRecords(zone, { create, remove }) {
      const recordsToAdd = create.map((draft) => toItem(draft, zone));
      const recordsToDelete = remove.map(({ id }) => ({ id }));
      await change(zone, {
        ...(recordsToAdd.length > 0 && { recordsToAdd }),
        ...(recordsToDelete.length > 0 && { recordsToDelete }),
      });
    },
  };
}

/** Refusals come with 200. */
function explain({ data }: HttpResponse): ExplainedFailure | undefined {
  const answer = Answer.safeParse(data).data;
  if (answer === undefined || answer.status === 'success' || answer.status === 'pending') return undefined;
  const [error] = answer.errors;
  const message = error?.text ?? answer.status;
  const serviceCode = error?.value ?? '';
  if (serviceCode === 'blocked') return { code: 'API', message, serviceCode, retryable: true };
  const isRefused = /auth|token|credential|not allowed|permission/i.test(`${message} ${serviceCode}`);
  return { code: isRefused ? 'AUTHENTICATION' : 'API', message, serviceCode };
}
