import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainRefusals,
  isFailure,
  type Query,
  readNumberedPages,
  recordItems,
  type Schema,
  zoneUnless,
} from '../../core/sdk/index.js';
import { keySource } from '../families/aliyun/key.js';
import { sign } from '../families/aliyun/sign.js';
import type manifest from './manifest.json';

const Domain = z.object({ DomainName: z.string() });
const Page = z
  .object({
    TotalCount: z.number().default(0),
    PageSize: z.number().default(1),
    DomainRecords: z.object({ Record: z.array(z.looseObject({})) }),
  })
  .transform((page) => ({ items: page.DomainRecords.Record, pages: Math.ceil(page.TotalCount / page.PageSize) }));
const { toItem, fromItem } = recordItems({
  fields: { id: 'RecordId', type: 'Type', name: 'RR', content: 'Value', ttl: 'TTL' },
  priority: { MX: 'Priority', SRV: 'Priority' },
});

const Refusal = z
  .object({ Code: z.string(), Message: z.string() })
  .transform(({ Code, Message }) => ({ message: Message, serviceCode: Code }));
const explain = explainRefusals(Refusal, [
  [/^DomainRecordDuplicate$/, 'RECORD_EXISTS'],
  [/^(InvalidDomainName\.NoExist|IncorrectDomainUser|DomainNotFound)/, 'ZONE_NOT_FOUND'],
  [/^(DomainRecordNotBelongToUser|InvalidRecordId)/, 'RECORD_NOT_FOUND'],
  [/^(InvalidAccessKeyId|SignatureDoesNotMatch|IncompleteSignature|Forbidden|NoPermission)/, 'AUTHENTICATION'],
  [/^Throttling/, 'RATE_LIMITED'],
]);

export default defineProvider<typeof manifest>(({ options, http, now }) => {
  const { keyId: id, secret, securityToken, ramRole: role } = options;
  const key = keySource({ id, secret, securityToken, role }, http, now);
  const api = http.extend({
    baseUrl: 'https://alidns.aliyuncs.com',
    query: { Format: 'json', Version: '2015-01-09' },
    sign: async (request) => sign(request, await key(), now()),
    explain,
  });

  async function act<T>(Action: string, schema: Schema<T>, query: Query): Promise<T> {
    // Changes are made by GET as well; what adds or removes must not be done twice where the first got no answer.
    const repeatable = /^(Describe|Update)/.test(Action);
    return api.get('/', schema, { query: { Action, ...query }, repeatable });
  }

  return {
    async findZone(name) {
      const asked = { DomainName: name };
      try {
        return await zoneUnless('ZONE_NOT_FOUND', name, act('DescribeDomainInfo', Domain, asked));
      } catch (error) {
        // Policies that were made for other clients let records be read, but not this.
        if (!isFailure(error) || !/^(Forbidden|NoPermission)/.test(error.serviceCode ?? '')) throw error;
        return zoneUnless('ZONE_NOT_FOUND', name, act('DescribeDomainRecords', Page, asked));
      }
    },

    async listRecords(zone, { type, name, content }) {
      const query = { DomainName: zone.name, RRKeyWord: name, TypeKeyWord: type, ValueKeyWord: content };
      const items = await readNumberedPages((page) =>
        act('DescribeDomainRecords', Page, { ...query, PageNumber: page }),
      );
      return items.map((item) => fromItem(item, zone));
    },

    createRecord: (zone, draft) => act('AddDomainRecord', anything, { DomainName: zone.name, ...toItem(draft, zone) }),

    updateRecord: (zone, id, draft) =>
      act('UpdateDomainRecord', anything, { DomainName: zone.name, RecordId: id, ...toItem(draft, zone) }),

    deleteRecord: (zone, id) => act('DeleteDomainRecord', anything, { DomainName: zone.name, RecordId: id }),
  };
});
