import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainRefusals,
  hmacChain,
  type RecordDraft,
  readNumberedPages,
  recordItems,
  undefinedIf,
  withoutUpdates,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z.object({ id: z.coerce.string(), name: z.string() });
type Zone = z.infer<typeof Zone>;
/** What is asked for a name below a domain is answered with the domain. */
const Domain = z.object({ data: Zone.nullish() }).transform(({ data }) => (data ? [data] : []));
/** The service's own number, and the only one that is known to be taken. */
const pageSize = 20;
const Page = z
  .object({ data: z.object({ list: z.array(z.looseObject({})) }) })
  .transform(({ data: { list } }) => ({ items: list, pages: list.length < pageSize ? 1 : Infinity }));
const fields = { id: 'recordId', name: 'recordName', content: 'value' };
const { toItem, fromItems } = recordItems({ fields, names: 'full', priority: { MX: 'mx' } });
const Refused = z
  .object({ code: z.coerce.string().regex(/^(?!0$)/), msg: z.unknown().optional() })
  .transform(({ code, msg }) => ({ serviceCode: code, message: msg }));
const kinds = [
  [/已存在相同/, 'RECORD_EXISTS'],
  [/不存在/, 'RECORD_NOT_FOUND'],
  [/签名|认证|鉴权|白名单|权限/, 'AUTHENTICATION'],
] as const;
const again = { repeatable: true };

/** https://apidoc.xin.cn/ */
export default defineProvider<typeof manifest, Zone>(({ options, http, now }) => {
  const api = http.extend({
    baseUrl: 'https://apiv2.xinnet.com/api/dns',
    sign({ method, url, headers, body = '' }) {
      headers.timestamp = new Date(now()).toISOString().replace(/[-:]|\.\d+/g, '');
      const text = ['HMAC-SHA256', headers.timestamp, method, url.pathname, body].join('\n');
      const signature = hmacChain(options.secret, text).toString('hex');
      http.hide(signature);
      headers.authorization = `HMAC-SHA256 Access=${options.agentId}, Signature=${signature}`;
    },
    explain: explainRefusals(Refused, kinds, 'API'),
  });

  async function findZone(domainName: string) {
    const asked = api.post('/queryDomain/', Domain, { domainName }, again);
    return zoneNamed((await undefinedIf('RECORD_NOT_FOUND', asked)) ?? [], domainName);
  }
  async function listRecords(zone: Zone) {
    const query = { domainName: zone.name, domainId: zone.id, pageSize };
    const read = (pageNo = 1) => api.post('/queryRecordsPage/', Page, { ...query, pageNo }, again);
    return fromItems(await readNumberedPages(read), zone);
  }
  const createRecord = ({ name: domainName }: Zone, draft: RecordDraft) =>
    api.post('/create/', anything, { domainName, line: '默认', ...toItem(draft, { name: domainName }) });
  const deleteRecord = ({ name: domainName }: Zone, id: string) =>
    api.post('/delete/', anything, { domainName, recordId: Number(id) }, again);

  return { findZone, listRecords, ...withoutUpdates({ createRecord, deleteRecord }, { listRecords }) };
});
