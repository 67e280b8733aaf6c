import { z } from 'zod';
import {
  anything,
  baseAddress,
  createXmlRpc,
  decodeResult,
  defineProvider,
  explainFaults,
  explainRefusals,
  type FailureWords,
  isFailure,
  type Refusal,
  type RpcValue,
  recordItems,
  replaceRecord,
  type Schema,
  type Zone,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Domains = z.array(z.object({ domain: z.string() }).transform(({ domain }) => ({ name: domain })));
const Item = z.looseObject({ record_id: z.number(), type: z.string() });
const { toItem, fromItem } = recordItems({
  fields: { id: 'record_id', content: 'rdata' },
  priority: { MX: 'priority', SRV: 'priority' },
  dots: true,
});

/** In place of a result, or as the only element of a list, there may be a word. https://www.loopia.com/api/status/ */
const refusals = ['AUTH_ERROR', 'DOMAIN_OCCUPIED', 'RATE_LIMITED', 'BAD_INDATA', 'UNKNOWN_ERROR', 'INSUFFICIENT_FUNDS'];
const kinds: FailureWords = [
  [/AUTH_ERROR|permission|^(401|403)$/i, 'AUTHENTICATION'],
  [/RATE_LIMITED/, 'RATE_LIMITED'],
];
const explainWord = explainRefusals({ safeParse: (data) => ({ data: wordIn(data) }) }, kinds, 'API');
const explainFault = explainFaults(kinds);

export default defineProvider<typeof manifest>(({ options, http }) => {
  const rpc = createXmlRpc(http, {
    baseUrl: baseAddress(options.apiUrl),
    explain: (response) => explainFault(response) ?? explainWord(response),
  });

  function call<T>(method: string, schema: Schema<T>, ...parameters: RpcValue[]): Promise<T> {
    const login = [options.username, options.password];
    return rpc(schema, {
      path: '',
      method,
      parameters: [...login, ...parameters],
      repeatable: /^(get|update)/.test(method),
    });
  }

  async function recordsAt(zone: Zone, subdomain: string) {
    const items = await call('getZoneRecords', z.array(Item), zone.name, subdomain);
    return items.map((item) => {
      const record = fromItem({ ...item, name: subdomain }, zone);
      return { ...record, id: [subdomain, record.id].join('/') };
    });
  }

  return {
    async findZone(name) {
      try {
        return zoneNamed(await call('getDomains', Domains), name);
      } catch (error) {
        // A user may have the rights for records alone: then a zone is one that has records at its apex.
        if (!isFailure(error, 'AUTHENTICATION')) throw error;
        const apex = await recordsAt({ name }, '@').catch((reason: unknown) => {
          throw isFailure(reason, 'API') ? error : reason;
        });
        return apex.length > 0 ? { name } : undefined;
      }
    },

    async listRecords(zone, { name }) {
      if (name !== undefined) return recordsAt(zone, name);
      const records = [];
      for (const subdomain of await call('getSubdomains', z.array(z.string()), zone.name))
        records.push(...(await recordsAt(zone, subdomain)));
      return records;
    },

    async createRecord(zone, draft) {
      const { name, ...item } = toItem(draft, zone);
      await call('addZoneRecord', anything, zone.name, String(name), { priority: 0, ...item, record_id: 0 });
    },

    async updateRecord(zone, id, draft) {
      const { name, ...item } = toItem(draft, zone);
      const [subdomain = '', record = ''] = id.split('/');
      const changed = { priority: 0, ...item, record_id: Number(record) };
      if (name === subdomain) await call('updateZoneRecord', anything, zone.name, subdomain, changed);
      else {
        await replaceRecord({ add: () => this.createRecord(zone, draft), remove: () => this.deleteRecord(zone, id) });
      }
    },

    async deleteRecord(zone, id) {
      const [subdomain = '', record = ''] = id.split('/');
      try {
        await call('removeZoneRecord', anything, zone.name, subdomain, Number(record));
      } catch (error) {
        // Nothing says that a record is gone already but the list.
        if (!isFailure(error, 'API')) throw error;
        const left = await recordsAt(zone, subdomain);
        if (left.some((each) => each.id === id)) throw error;
      }
      const isOurs = subdomain.startsWith('_');
      if (isOurs && (await recordsAt(zone, subdomain)).length === 0)
        await call('removeSubdomain', anything, zone.name, subdomain);
    },
  };
});

function wordIn(data: unknown): Refusal | undefined {
  try {
    const [word] = [decodeResult(data)].flat();
    return refusals.includes(String(word)) ? { message: String(word), serviceCode: String(word) } : undefined;
  } catch {
    return undefined;
  }
}
