import { z } from 'zod';
import {
  defineProvider,
  explainRefusals,
  isSameName,
  path,
  recordItems,
  undefinedIf,
  withoutUpdates,
  type Zone,
} from '../../core/sdk/index.js';
import { signed } from '../families/aws/signed.js';
import { Thrown, thrownKinds } from '../families/aws/thrown.js';
import type manifest from './manifest.json';

const Entry = z.object({ name: z.string(), type: z.string(), target: z.string(), isAlias: z.boolean().optional() });
const OneDomain = z
  .object({ domain: z.object({ domainEntries: z.array(Entry).nullish() }) })
  .transform(({ domain }) => (domain.domainEntries ?? []).filter(({ isAlias }) => !isAlias));
const Changed = z.object({ operation: z.looseObject({}) });
const { toItem, fromItem, fromItems } = recordItems({
  ...{ fields: { content: 'target' }, names: 'full', quotes: 'always', dots: true, hasIds: false },
});

const Failed = z
  .object({ operation: z.object({ status: z.literal('Failed'), errorDetails: z.string().optional() }) })
  .transform(({ operation }) => ({ message: operation.errorDetails }));
const explain = explainRefusals(z.union([Thrown, Failed]), thrownKinds);

/** https://docs.aws.amazon.com/lightsail/2016-11-28/api-reference/API_Operations.html */
export default defineProvider<typeof manifest>(({ options, http, now }) => {
  const flags = ['auth-access-key-id', 'auth-secret-access-key'] as const;
  const api = http.extend({
    baseUrl: path`https://${`lightsail.${options.region}.amazonaws.com`}`,
    ...signed({ options, http, now }, { service: 'lightsail', explain, flags }),
  });

  function act<T>(action: string, schema: z.ZodType<T>, body: object, repeatable: boolean): Promise<T> {
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `Lightsail_20161128.${action}` };
    return api.post('/', schema, body, { headers, repeatable });
  }
  const entriesOf = ({ name: domainName }: Zone) => act('GetDomain', OneDomain, { domainName }, true);

  return {
    hasMadeIds: true,

    async findZone(name) {
      if (!isSameName(options.dnsZone ?? name, name)) return undefined;
      return (await undefinedIf('RECORD_NOT_FOUND', entriesOf({ name }))) && { name };
    },

    listRecords: async (zone) => fromItems(await entriesOf(zone), zone),

    ...withoutUpdates<Zone>({
      async createRecord(zone, draft) {
        const { ttl: _, ...domainEntry } = toItem(draft, zone);
        await act('CreateDomainEntry', Changed, { domainName: zone.name, domainEntry }, false);
      },

      /** An entry is named by all of it, as it stands there. */
      async deleteRecord(zone, id) {
        const found = (await entriesOf(zone)).filter((entry) => fromItem(entry, zone).id === id);
        for (const { name, type, target } of found) {
          const domainEntry = { name, type, target };
          await act('DeleteDomainEntry', Changed, { domainName: zone.name, domainEntry }, true);
        }
      },
    }),
  };
});
