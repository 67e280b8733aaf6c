import { z } from 'zod';
import {
  anything,
  defineProvider,
  isFailure,
  path,
  readByOffset,
  recordItems,
  type Schema,
  undefinedIf,
} from '../../core/sdk/index.js';
import { explain, explainWithId } from './explain.js';
import type manifest from './manifest.json';

const Zone = z
  .object({ domain: z.object({ id: z.coerce.string(), name: z.string() }) })
  .transform(({ domain }) => domain);
type Zone = z.infer<typeof Zone>;
const ItemPage = z
  .object({ info: z.object({ record_total: z.coerce.number() }).optional(), records: z.array(z.looseObject({})) })
  .transform(({ info, records }) => ({ items: records, total: info?.record_total }));
const form = { priority: { MX: 'mx' }, quotes: 'read' } as const;
/** Fields are written under other names than they are read. */
const { fromItem } = recordItems({ ...form, fields: { content: 'value' } });
const { toItem } = recordItems({ ...form, fields: { type: 'record_type', name: 'sub_domain', content: 'value' } });

/** The line that every resolver is served from. */
const defaultLine = { record_line: '默认' };
const pageSize = 3000;
const noRecords = '10';

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const login = { login_token: `${options.username},${options.token}`, format: 'json' };
  const api = http.extend({ baseUrl: 'https://dnsapi.cn', bodyFormat: 'form', explain });

  function call<T>(action: string, schema: Schema<T>, fields: object): Promise<T> {
    const repeatable = /Info$|List$/.test(action);
    return api.post(path`/${action}`, schema, { ...fields, ...login }, { repeatable });
  }

  /** What is asked with a record's id may be gone. */
  async function callWithId(action: string, id: string, fields: object): Promise<void> {
    const request = { explain: explainWithId, repeatable: true };
    await api.post(path`/${action}`, anything, { ...fields, record_id: id, ...login }, request);
  }

  return {
    async findZone(name) {
      const zone = await undefinedIf('ZONE_NOT_FOUND', call('Domain.Info', Zone, { domain: name }));
      return zone && { ...zone, name };
    },

    async listRecords(zone) {
      const items = await readByOffset((offset) => {
        const paging = offset === undefined ? {} : { offset, length: pageSize };
        return call('Record.List', ItemPage, { domain: zone.name, ...paging }).catch(toEmptyPage);
      });
      return items.map((item) => fromItem(item, zone));
    },

    createRecord: (zone, draft) =>
      call('Record.Create', anything, { domain_id: zone.id, ...toItem(draft, zone), ...defaultLine }),

    async updateRecord(zone, id, draft) {
      await callWithId('Record.Modify', id, { domain_id: zone.id, ...toItem(draft, zone), ...defaultLine });
    },

    async deleteRecord(zone, id) {
      await callWithId('Record.Remove', id, { domain_id: zone.id });
    },
  };
});

function toEmptyPage(error: unknown): z.infer<typeof ItemPage> {
  if (isFailure(error) && error.serviceCode === noRecords) return { items: [], total: undefined };
  throw error;
}
