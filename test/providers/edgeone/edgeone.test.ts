import {
  asObject,
  type Call,
  cut,
  describeProvider,
  recordHandlers,
  routedFake,
  type SentRequest,
} from '../../../core/testing/index.js';

const refused = (Code: string) => ({ Response: { Error: { Code, Message: 'refused' }, RequestId: 'r' } });
const answer = (data: object) => ({ Response: { ...data, RequestId: 'r' } });
const pages = { by: 'offset', parameter: 'Offset', size: 'Limit', usual: 20 } as const;
const asText = ({ body }: Call) =>
  Object.fromEntries(Object.entries(asObject(body)).map(([key, value]) => [key, String(value)]));
const { list, add, drop } = recordHandlers({
  form: {
    fields: { id: 'RecordId', type: 'Type', name: 'Name', content: 'Content', ttl: 'TTL' },
    names: 'full',
    priority: { MX: 'Priority' },
  },
  extra: ['ZoneId'],
  ignores: ['ZoneId'],
  pages: { ...pages, largest: 1000 },
  idOf: ({ body }) => (asObject(body).RecordIds as string[])[0],
  show: (item) => ({ ...item, ZoneId: '71', Status: 'enable', Location: 'Default' }),
  wrap: ({ items, total }) => answer({ TotalCount: total, DnsRecords: items }),
  done: (item) => answer(item === undefined ? {} : { RecordId: 'record-1' }),
  gone: [200, refused('ResourceNotFound')],
});

/** The documentation's scope and headers; that the signature itself is right is proved where Tencent's signing is. */
function isSigned({ headers, url }: SentRequest): boolean {
  const words =
    /^TC3-HMAC-SHA256 Credential=AKIDopaque\/\d{4}-\d\d-\d\d\/teo\/tc3_request, SignedHeaders=content-type;host, Signature=[0-9a-f]{64}$/;
  return words.test(headers.authorization ?? '') && headers['x-tc-version'] === '2022-09-01' && url.pathname === '/';
}

describeProvider('edgeone', {
  options: { secretId: 'AKIDopaque', secretKey: 'opaque-secret-key', endpoint: 'https://teo.intl.tencentcloudapi.com' },
  exceptions: { 'says that wrong credentials were refused': 'the tests of the signature check it' },
  isRead: ({ headers }) => headers['x-tc-action']?.startsWith('Describe') ?? false,
  fake: routedFake({
    base: 'https://teo.intl.tencentcloudapi.com',
    credentials: isSigned,
    refused: [200, refused('AuthFailure.SignatureFailure')],
    missing: [200, refused('ResourceNotFound')],
    command: ({ request }) => request.headers['x-tc-action'] ?? '',
    zoneOf: ({ body }) => ({ id: asObject(body).ZoneId ?? '71' }),
    routes: {
      DescribeZones(call) {
        const zones = call.account.zones.map(({ id, name }) => ({ ZoneId: id, ZoneName: name, Status: 'active' }));
        const { items, total } = cut(zones, asText(call), { ...pages, largest: 100 });
        return answer({ TotalCount: total, Zones: items });
      },
      DescribeDnsRecords: (call) => list({ ...call, query: asText(call) }),
      CreateDnsRecord: add,
      DeleteDnsRecords: drop,
    },
  }),
  refusals: [
    [200, answer({ TotalCount: 0, Zones: null }), 'ZONE_NOT_FOUND'],
    [200, refused('RequestLimitExceeded'), 'RATE_LIMITED'],
    [200, refused('InternalError'), 'SERVER'],
    [200, refused('AuthFailure.SecretIdNotFound'), ['AUTHENTICATION', /SecretIdNotFound/]],
  ],
  cases: {
    'takes null for an empty list': {
      answers: {
        POST: [
          [200, answer({ TotalCount: 1, Zones: [{ ZoneId: '71', ZoneName: 'example.com' }] })],
          [200, answer({ TotalCount: 0, DnsRecords: null })],
        ],
      },
      lists: {},
      gives: [],
    },
    'creates with a full name': {
      creates: '_acme-challenge 60 TXT one',
      sends: [
        ['POST /', { Offset: 0, Limit: 100 }],
        ['POST /', { ZoneId: '71', Offset: 0, Limit: 1000 }],
        ['POST /', { ZoneId: '71', Name: '_acme-challenge.example.com', Type: 'TXT', Content: 'one', TTL: 60 }],
      ],
    },
    'removes by id': {
      given: ['a TXT one', 'a TXT two'],
      removes: 'a TXT two',
      sends: [
        ['POST /', { Offset: 0, Limit: 100 }],
        ['POST /', { ZoneId: '71', Offset: 0, Limit: 1000 }],
        ['POST /', { ZoneId: '71', RecordIds: ['2'] }],
      ],
    },
  },
});
