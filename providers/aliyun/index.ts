import { z } from 'zod';
import {
  anything,
  defineProvider,
  type ExplainedFailure,
  type FailureCode,
  type HttpResponse,
  type Query,
  type RecordDraft,
  type Schema,
  splitPriority,
  zoneUnless,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';
import { sign } from './sign.js';

const Item = z
  .object({
    RecordId: z.string(),
    Type: z.string(),
    RR: z.string(),
    Value: z.string(),
    TTL: z.number(),
    Priority: z.number().optional(),
  })
  .transform((item) => ({
    id: item.RecordId,
    type: item.Type,
    name: item.RR.toLowerCase(),
    content: item.Value,
    ttl: item.TTL,
    priority: item.Type === 'MX' ? item.Priority : undefined,
  }));
const Page = z.object({
  TotalCount: z.number(),
  PageSize: z.number(),
  DomainRecords: z.object({ Record: z.array(Item) }),
});
const Refusal = z.object({ Code: z.string(), Message: z.string() });

const refusals: readonly (readonly [RegExp, FailureCode])[] = [
  [/^DomainRecordDuplicate$/, 'RECORD_EXISTS'],
  [/^(InvalidDomainName\.NoExist|IncorrectDomainUser|DomainNotFound)/, 'ZONE_NOT_FOUND'],
  [/^(DomainRecordNotBelongToUser|InvalidRecordId)/, 'RECORD_NOT_FOUND'],
  [/^(InvalidAccessKeyId|SignatureDoesNotMatch|IncompleteSignature|Forbidden|NoPermission)/, 'AUTHENTICATION'],
  [/^Throttling/, 'RATE_LIMITED'],
];

export default defineProvider<typeof manifest>(({ options, http, now }) => {
  const key = { id: options.keyId, secret: options.secret };
  const api = http.extend({
    baseUrl: 'https://alidns.aliyuncs.com',
    query: { Format: 'json', Version: '2015-01-09' },
    sign: (request) => sign(request, key, now()),
    explain,
  });

  async function act<T>(Action: string, schema: Schema<T>, query: Query): Promise<T> {
    // Changes are made by GET as well, and those that got no answer must not be made twice.
    const repeatable = Action.startsWith('Describe');
    return api.get('/', schema, { query: { Action, ...query }, repeatable });
  }

  return {
    async findZone(name) {
      const Info = z.object({ DomainName: z.string() });
      return zoneUnless('ZONE_NOT_FOUND', name, act('DescribeDomainInfo', Info, { DomainName: name }));
    },

    async listRecords(zone, { type, name, content }) {
      const query = { DomainName: zone.name, RRKeyWord: name, TypeKeyWord: type, ValueKeyWord: content };
      const items: z.infer<typeof Item>[] = [];
      for (let page = 1; ; page += 1) {
        const paging = page === 1 ? {} : { PageNumber: page };
        const answer = await act('DescribeDomainRecords', Page, { ...query, ...paging });
        items.push(...answer.DomainRecords.Record);
        if (page * answer.PageSize >= answer.TotalCount) return items;
      }
    },

    async createRecord(zone, draft) {
      await act('AddDomainRecord', anything, { DomainName: zone.name, ...toItem(draft) });
    },

    async updateRecord(zone, id, draft) {
      await act('UpdateDomainRecord', anything, { DomainName: zone.name, RecordId: id, ...toItem(draft) });
    },

    async deleteRecord(zone, id) {
      await act('DeleteDomainRecord', anything, { DomainName: zone.name, RecordId: id });
    },
  };
});

function toItem(draft: RecordDraft) {
  const { content, priority } = splitPriority(draft);
  return { Type: draft.type, RR: draft.name, Value: content, TTL: draft.ttl, Priority: priority };
}

function explain({ ok, data }: HttpResponse): ExplainedFailure | undefined {
  if (ok) return undefined;
  const refusal = Refusal.safeParse(data).data;
  if (refusal === undefined) return {};
  const { Code: serviceCode, Message: message } = refusal;
  const code = refusals.find(([pattern]) => pattern.test(serviceCode))?.[1];
  return { message, serviceCode, ...(code !== undefined && { code }) };
}
