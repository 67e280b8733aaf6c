import { type Call, cut, describeProvider, recordHandlers, refuse, routedFake } from '../../../core/testing/index.js';
import { isSigned } from '../families/aliyun.js';

const refusal = (status: number, Code: string) => [status, { RequestId: 'r', Code, Message: 'In words.' }] as const;
const pages = { by: 'page', parameter: 'PageNumber', size: 'PageSize', usual: 500, largest: 500 } as const;
const signing = ['AccessKeyId', 'SignatureMethod', 'SignatureNonce', 'SignatureVersion', 'Timestamp', 'Signature'];
const common = ['Action', 'Format', 'Version', 'SiteId', 'RecordMatchType', ...signing];
const kept = { Proxied: false, Comment: 'ours', HostPolicy: '' };

/** The fields of a record in the query, and the values in its JSON. */
function sent({ query }: Call): object {
  const { Data = '{}', RecordName, Ttl, Type } = query;
  return { ...JSON.parse(Data), RecordName, Ttl, RecordType: Type };
}

const { list, add, alter, drop } = recordHandlers({
  form: {
    fields: { id: 'RecordId', type: 'RecordType', name: 'RecordName', content: 'Value', ttl: 'Ttl' },
    names: 'full',
    parts: {
      MX: ['Priority', 'Value'],
      SRV: ['Priority', 'Weight', 'Port', 'Value'],
      CAA: ['Flag', 'Tag', 'Value'],
    },
  },
  numericIds: true,
  filters: { name: 'RecordName' },
  pages,
  ignores: common,
  sent,
  show({ RecordId, RecordType, RecordName, Ttl, ...Data }) {
    return { RecordId, RecordType, RecordName, Ttl, Data, ...kept, RecordCname: '' };
  },
  idOf: ({ query }) => query.RecordId,
  wrap: ({ items, total, page, size }) => ({
    ...{ RequestId: 'r', TotalCount: total, PageNumber: page, PageSize: size },
    Records: [
      { RecordId: 9_000, RecordType: 'A/AAAA', RecordName: 'example.com', Ttl: 30, Data: { Value: '192.0.2.1' } },
      ...items,
    ],
  }),
  duplicate: refusal(400, 'Record.RecordNameConflictWithSameRecordType'),
  done: () => ({ RequestId: 'r' }),
  gone: refusal(404, 'Record.NotFound'),
});

const site = (id: string, AccessType: string) => ({ SiteId: Number(id), SiteName: 'example.com', AccessType });

describeProvider('aliesa', {
  options: { accessKey: 'id', secretKey: 'opaque' },
  isRead: ({ url }) => /^List/.test(url.searchParams.get('Action') ?? ''),
  fake: routedFake({
    base: 'https://esa.cn-hangzhou.aliyuncs.com',
    credentials: ({ method, url }) =>
      isSigned(method, url, 'opaque') &&
      url.searchParams.get('AccessKeyId') === 'id' &&
      url.searchParams.get('Format') === 'json' &&
      url.searchParams.get('Version') === '2024-09-10',
    refused: refusal(404, 'InvalidAccessKeyId.NotFound'),
    missing: refusal(400, 'InvalidParameter.SiteId'),
    command: ({ request, query }) => `${request.method} ${query.Action}`,
    zoneOf: ({ query }) => (query.SiteId === undefined ? undefined : { id: query.SiteId }),
    routes: {
      'GET ListSites'({ account, query }) {
        if (query.SiteSearchType !== 'exact') refuse(400, {});
        const { items, total } = cut(
          account.zones.filter(({ name }) => name === query.SiteName),
          query,
          pages,
        );
        const Sites = items.map(({ id }) => site(id, 'NS'));
        return { RequestId: 'r', TotalCount: total, Sites };
      },
      'GET ListRecords'(call) {
        const { RecordName, RecordMatchType } = call.query;
        return (RecordName === undefined) === (RecordMatchType !== 'exact')
          ? list(call)
          : refusal(400, 'InvalidParameter');
      },
      'POST CreateRecord': (call) =>
        /in place/.test(call.query.Data ?? '') ? refusal(400, 'InvalidParameter') : add(call),
      'POST UpdateRecord'(call) {
        const old = call.zone.records.get(call.query.RecordId ?? '');
        const { Comment, RecordName: name, Type } = call.query;
        if (Comment !== 'ours' || name !== undefined || (old?.type ?? Type) !== Type) refuse(400, {});
        const RecordName = old === undefined || old.name === '@' ? 'example.com' : `${old.name}.example.com`;
        return alter({ ...call, query: { ...call.query, RecordName } });
      },
      'POST DeleteRecord': drop,
    },
  }),
  refusals: [
    [...refusal(429, 'TooManyRequests'), 'RATE_LIMITED'],
    [...refusal(403, 'Forbidden.RAM'), ['AUTHENTICATION', /In words/]],
    [...refusal(400, 'InvalidParameter'), ['API', /InvalidParameter/]],
  ],
  cases: {
    'reads and writes values in parts': {
      creates: ["a 60 TXT it's (a) ~*~ + test!", '@ 60 MX 10 mail.example.org', '@ 60 CAA 0 issue "ca.example.org"'],
      leaves: ["a TXT it's (a) ~*~ + test!", '@ MX 10 mail.example.org', '@ CAA 0 issue "ca.example.org"'],
    },
    'takes the site whose name servers are there': {
      answers: { GET: [[200, { TotalCount: 2, Sites: [site('9', 'CNAME'), site('71', 'NS')] }]] },
      creates: 'a 60 TXT one',
      leaves: ['a TXT one'],
    },
    'changes a record where it is': {
      given: ['a TXT one'],
      updates: ['1', 'a 60 TXT in place'],
      leaves: ['a TXT in place'],
    },
    'puts a record of another type in its place': {
      given: ['a TXT one'],
      updates: ['1', 'a 60 CNAME www.example.org'],
      leaves: ['a CNAME www.example.org'],
    },
    'writes no addresses, which stand in a record together': {
      creates: 'a 60 A 192.0.2.1',
      fails: 'UNSUPPORTED',
    },
  },
});
