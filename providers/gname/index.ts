import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainRefusals,
  isFailure,
  noRecord,
  type OutgoingRequest,
  path,
  readNumberedPages,
  recordItems,
  type Zone,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Domain = z.object({ ym: z.string() }).transform(({ ym }) => ({ name: ym }));
const priority = { MX: 'mx' };
const { fromItems } = recordItems({ fields: { type: 'lx', name: 'zjt', content: 'jxz' }, priority, quotes: 'read' });
/** Two fields have other names in requests. */
const { toItem } = recordItems({ fields: { type: 'lx', name: 'zj', content: 'jlz' }, priority });
/** Every refusal has the code -1, and its words say why. */
const Refused = z
  .object({ code: z.coerce.number().refine((code) => code !== 1), msg: z.unknown().optional() })
  .transform(({ msg }) => ({ message: msg }));
const explain = explainRefusals(
  Refused,
  [
    [/app ?(id|key)|gntoken|signature|white ?list/i, 'AUTHENTICATION'],
    [/same host .*record value/i, 'RECORD_EXISTS'],
  ],
  'API',
);
const limit = 100;

/** https://www.gname.com/domain/api */
export default defineProvider<typeof manifest>(({ options, http, now }) => {
  /** https://www.gname.com/domain/api/rule/anquan */
  function sign(request: OutgoingRequest): void {
    const fields = new URLSearchParams(request.body);
    for (const [name, value] of Object.entries({ appid: options.appId, gntime: Math.floor(now() / 1000), lang: 'us' }))
      fields.set(name, String(value));
    fields.sort();
    // As PHP encodes it.
    const text = fields.toString().replaceAll('*', '%2A');
    const token = createHash('md5').update(`${text}${options.appKey}`).digest('hex').toUpperCase();
    http.hide(token);
    request.body = `${fields}&gntoken=${token}`;
  }

  const api = http.extend({ baseUrl: 'https://api.gname.com/api', bodyFormat: 'form', sign, explain });

  async function readAll<T>(list: 'domain' | 'resolution', schema: z.ZodType<T>, asked: object): Promise<T[]> {
    const Page = z.object({ data: z.array(schema), count: z.coerce.number() });
    let seen = 0;
    return readNumberedPages(async (page = 1) => {
      const { data, count } = await api.post(
        path`/${list}/list`,
        Page,
        { ...asked, page, limit },
        { repeatable: true },
      );
      seen += data.length;
      return { items: data, pages: seen < count ? page + 1 : page };
    });
  }

  async function listRecords(zone: Zone) {
    return fromItems(await readAll('resolution', z.looseObject({}), { ym: zone.name }), zone);
  }

  async function write(zone: Zone, action: 'add' | 'edit' | 'delete', body: object): Promise<void> {
    const repeatable = action === 'edit';
    await api.post(path`/resolution/${action}`, anything, { ym: zone.name, ...body }, { repeatable });
  }

  /** No words are known for a record that is not there. */
  async function writeTo(zone: Zone, id: string, action: 'edit' | 'delete', body: object = {}): Promise<void> {
    try {
      await write(zone, action, { jxid: id, ...body });
    } catch (error) {
      if (!isFailure(error, 'API') || (await listRecords(zone)).some((record) => record.id === id)) throw error;
      throw noRecord(id);
    }
  }

  return {
    findZone: async (name) => zoneNamed(await readAll('domain', Domain, {}), name),
    listRecords,
    createRecord: (zone, draft) => write(zone, 'add', toItem(draft, zone)),
    updateRecord: (zone, id, draft) => writeTo(zone, id, 'edit', toItem(draft, zone)),
    deleteRecord: (zone, id) => writeTo(zone, id, 'delete'),
  };
});
