import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  anything,
  type DnsProvider,
  explainRefusals,
  Failure,
  type HttpClient,
  type OutgoingRequest,
  type ProviderContext,
  type RecordDraft,
  readNumberedPages,
  recordItems,
  undefinedIf,
  withoutUpdates,
  type Zone,
  zoneNamed,
} from '../../../core/sdk/index.js';

const Page = z
  .object({ data: z.object({ items: z.array(z.looseObject({})), total: z.coerce.number(), limit: z.coerce.number() }) })
  .transform(({ data: { items, total, limit } }) => ({ items, pages: Math.ceil(total / limit) }));
const Domain = z.object({ domain: z.string() }).transform(({ domain }) => ({ name: domain }));
const priority = { MX: 'level' };
const { fromItems } = recordItems({ fields: { name: 'item', content: 'value' }, priority, quotes: 'read' });
/** The name has another field in requests. */
const { toItem } = recordItems({ fields: { name: 'host', content: 'value' }, priority });
/** Everything is answered with 200. */
const Refused = z
  .object({
    result: z.coerce.number().refine((result) => result !== 200),
    msg: z.unknown().optional(),
    errcode: z.coerce.number().optional(),
  })
  .transform(({ result, msg, errcode = result }) => ({ message: msg, serviceCode: errcode }));
const explain = explainRefusals(
  Refused,
  [
    [/^1000[012]$/, 'AUTHENTICATION'],
    [/^(20001|20109|20112)$/, 'ZONE_NOT_FOUND'],
    [/^20118$/, 'RECORD_EXISTS'],
    // There is nothing to list, or no record of this id.
    [/^(30001|30201|20120)$/, 'RECORD_NOT_FOUND'],
  ],
  'API',
);

/** The largest page. */
const limit = 500;

export interface WestcnAccount {
  readonly http: HttpClient;
  readonly now: ProviderContext<unknown>['now'];
  readonly baseUrl: string;
  readonly username: string;
  readonly password: string;
}

/** The API of West.cn, version 2, which others have as well. https://www.west.cn/CustomerCenter/doc/domain_v2.html */
export function westcnProvider({ http, now, baseUrl, username, password }: WestcnAccount): DnsProvider {
  function sign(request: OutgoingRequest): void {
    const time = String(now());
    const token = createHash('md5').update(`${username}${password}${time}`).digest('hex');
    http.hide(token);
    const fields = new URLSearchParams(request.body);
    for (const [name, value] of Object.entries({ username, time, token })) fields.set(name, value);
    request.body = fields.toString();
  }

  const api = http.extend({ baseUrl, bodyFormat: 'form', sign, explain });

  async function readAll(act: string, page: string, asked: object): Promise<object[]> {
    return readNumberedPages(async (number = 1) => {
      const body = { ...asked, [page]: number, limit };
      const reading = api.post('/domain/', Page, body, { query: { act }, repeatable: true });
      return (await undefinedIf('RECORD_NOT_FOUND', reading)) ?? { items: [] };
    });
  }

  async function write(act: string, body: object): Promise<void> {
    await api.post('/domain/', anything, body, { query: { act } });
  }

  async function createRecord({ name: domain }: Zone, draft: RecordDraft): Promise<void> {
    if (/[^\x20-\x7e]/.test(draft.content))
      throw new Failure('UNSUPPORTED', 'the service reads GBK, in which only ASCII is written here');
    await write('adddnsrecord', { domain, ...toItem(draft, { name: domain }) });
  }

  async function listRecords(zone: Zone) {
    return fromItems(await readAll('getdnsrecord', 'pageno', { domain: zone.name }), zone);
  }

  return {
    async findZone(name) {
      // Which spelling of an IDN the filter knows is not documented.
      const asked = name.includes('xn--') ? {} : { domain: name };
      return zoneNamed(z.array(Domain).parse(await readAll('getdomains', 'page', asked)), name);
    },

    listRecords,

    ...withoutUpdates(
      {
        createRecord,
        deleteRecord: ({ name: domain }, id) => write('deldnsrecord', { domain, id }),
      },
      { listRecords },
    ),
  };
}
