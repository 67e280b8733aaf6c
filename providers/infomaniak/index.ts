import { z } from 'zod';
import {
  baseAddress,
  defineProvider,
  explainRefusals,
  path,
  readNumberedPages,
  recordItems,
  restRecords,
  undefinedIf,
  type Zone,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Exists = z.object({ data: z.boolean() }).transform(({ data }) => data);
const Page = z
  .object({ data: z.array(z.looseObject({})), pages: z.number().optional() })
  .transform(({ data, pages }) => ({ items: data, pages }));
const { toItem, fromItem } = recordItems({ fields: { name: 'source', content: 'target' }, apex: '', quotes: 'read' });

/** Refusals may come with 200. */
const Refusal = z
  .object({
    result: z.literal('error'),
    error: z.object({
      code: z.string().nullish(),
      description: z.string().nullish().catch(undefined),
      errors: z.array(z.object({ description: z.string() })).catch([]),
    }),
  })
  .transform(({ error: { code, description, errors } }) => ({
    message: [description, ...errors.map((error) => error.description)].filter(Boolean).join(': '),
    serviceCode: code,
  }));
const explain = explainRefusals(Refusal, [[/^object_not_found$/, 'RECORD_NOT_FOUND']]);

/** Version 2, which knows zones by their names. https://developer.infomaniak.com/docs/api */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({ baseUrl: path`${baseAddress(options.apiEndpoint)}/2`, bearer: options.token, explain });

  return {
    async findZone(name) {
      const exists = await undefinedIf('RECORD_NOT_FOUND', api.get(path`/zones/${name}/exists`, Exists));
      return exists ? { name } : undefined;
    },

    async listRecords(zone) {
      const items = await readNumberedPages((page) => {
        return api.get(path`/zones/${zone.name}/records`, Page, { query: { page } });
      });
      return items.map((item) => fromItem(item, zone));
    },

    ...restRecords<Zone>({ api, path: (zone) => path`/zones/${zone.name}/records`, toItem }),
  };
});
