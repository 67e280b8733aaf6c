import { z } from 'zod';
import {
  anything,
  baseAddress,
  defineProvider,
  explainRefusals,
  fullName,
  type Item,
  parseRecordId,
  type RecordDraft,
  recordItems,
  undefinedIf,
  withoutUpdates,
  type Zone,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Records = z
  .object({
    response: z.object({
      zone: z.object({ name: z.string() }),
      records: z.array(z.looseObject({ disabled: z.boolean().optional(), rData: z.looseObject({}) })),
    }),
  })
  .transform(({ response }) => response);

/** Each type has fields of its own; numbers are sent as text. */
const { toItem, fromItem } = recordItems({
  fields: { name: 'domain' },
  names: 'full',
  hasIds: false,
  parts: {
    A: ['ipAddress'],
    AAAA: ['ipAddress'],
    CNAME: ['cname'],
    NS: ['nameServer'],
    MX: ['preference', 'exchange'],
    TXT: ['text'],
    SRV: ['priority', 'weight', 'port', 'target'],
    CAA: ['flags', 'tag', 'value'],
  },
});

const Refused = z
  .object({ status: z.enum(['error', 'invalid-token']), errorMessage: z.unknown().optional() })
  .transform(({ status, errorMessage }) => ({ serviceCode: status, message: errorMessage }));

/** https://github.com/TechnitiumSoftware/DnsServer/blob/master/APIDOCS.md */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    baseUrl: baseAddress(options.serverBaseUrl),
    bodyFormat: 'form',
    // What is added twice is there already, and what is deleted twice is not there.
    repeatable: true,
    explain: explainRefusals(
      Refused,
      [
        [/invalid-token|access was denied/i, 'AUTHENTICATION'],
        [/no such zone/i, 'ZONE_NOT_FOUND'],
        [/already exists/i, 'RECORD_EXISTS'],
        [/no such record|does not exist/i, 'RECORD_NOT_FOUND'],
      ],
      'API',
    ),
  });

  function formOf(zone: Zone, draft: Pick<RecordDraft, 'type' | 'name' | 'content' | 'priority'>, ttl?: number): Item {
    return { token: options.apiToken, zone: zone.name, ...toItem({ ...draft, ttl }, zone) };
  }

  /** @param name of a record, or of the zone, whose records are listed then */
  function read(zone: string, name: string) {
    const form = { token: options.apiToken, domain: name, zone, listZone: name === zone };
    return api.post('/api/zones/records/get', Records, form);
  }

  async function createRecord(zone: Zone, draft: RecordDraft): Promise<void> {
    await api.post('/api/zones/records/add', anything, formOf(zone, draft, draft.ttl));
  }

  async function deleteRecord(zone: Zone, id: string): Promise<void> {
    await api.post('/api/zones/records/delete', anything, formOf(zone, parseRecordId(id)));
  }

  return {
    async findZone(name) {
      const found = await undefinedIf('ZONE_NOT_FOUND', read(name, name));
      return found && zoneNamed([{ name: found.zone.name }], name);
    },

    async listRecords(zone, { name = '@' }) {
      const { records } = await read(zone.name, fullName(name, zone.name));
      const enabled = records.filter(({ disabled }) => disabled !== true);
      return enabled.flatMap(({ rData, name: domain, ...item }) =>
        isKnown(item.type) ? [fromItem({ ...item, ...rData, domain }, zone)] : [],
      );
    },

    ...withoutUpdates({ createRecord, deleteRecord }),
  };
});

function isKnown(type: unknown): boolean {
  return /^(A|AAAA|CNAME|NS|MX|TXT|SRV|CAA)$/.test(String(type));
}
