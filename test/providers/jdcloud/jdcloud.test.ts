import { type OutgoingRequest, scopedAuthorization } from '../../../core/sdk/index.js';
import { asObject, describeProvider, type Page, restFake, type SentRequest } from '../../../core/testing/index.js';

const records = '/domain/71/ResourceRecord';
const found = 'GET /domain?domainName=example.com&pageNumber=1&pageSize=99';
const pages = { by: 'page', parameter: 'pageNumber', size: 'pageSize', usual: 10, largest: 99 } as const;
const refusal = (code: number, status: string) =>
  [code, { requestId: 'r', error: { code, status, message: 'refused' } }] as const;
const answer = (result: object) => ({ requestId: 'r', error: { code: 0, status: '', message: '' }, result });
const wrap = ({ items, total, pages: totalPage }: Page<object>) =>
  answer({ dataList: items, currentCount: items.length, totalCount: total, totalPage });

/** That the form of the signature is right is proved where it is made. */
function isSigned({ method, url, headers, body }: SentRequest): boolean {
  const request: OutgoingRequest = { method: method as 'GET', url, headers, body };
  const time = headers['x-jdcloud-date'] ?? '';
  const scope = [time.slice(0, 8), 'cn-north-1', 'domainservice', 'jdcloud2_request'];
  const key = { algorithm: 'JDCLOUD2-HMAC-SHA256', id: 'AKopaque', secret: 'JDCLOUD2opaque-secret', scope, time };
  const names = ['host', 'x-jdcloud-date', 'x-jdcloud-nonce'];
  return headers.authorization === scopedAuthorization(request, names, key) && /^\d{8}T\d{6}Z$/.test(time);
}

describeProvider('jdcloud', {
  options: { accessKeyId: 'AKopaque', accessKeySecret: 'opaque-secret' },
  fake: restFake({
    base: 'https://domainservice.jdcloud-api.com/v2/regions/cn-north-1',
    credentials: isSigned,
    refused: refusal(401, 'UNAUTHENTICATED'),
    missing: refusal(404, 'NOT_FOUND'),
    zones: {
      list: 'GET /domain',
      item: ({ id, name }) => ({ id: Number(id), domainName: name, resolvingStatus: '2' }),
      filter: 'domainName',
      pages,
      wrap,
    },
    records: {
      at: '/domain/{zone}/ResourceRecord',
      form: {
        fields: { name: 'hostRecord', content: 'hostValue' },
        priority: { MX: 'mxPriority', SRV: 'mxPriority' },
        parts: { SRV: ['weight', 'port', 'hostValue'] },
      },
      numericIds: true,
      extra: ['viewValue', 'weight', 'domainName'],
      sent: ({ body }) => asObject(body).req,
      show: (item) => ({
        mxPriority: null,
        port: null,
        weight: 7,
        ...item,
        viewValue: item.hostRecord === 'plain' ? null : [2, 21],
        resolvingStatus: '2',
      }),
      filters: { name: 'search' },
      pages,
      wrap,
      done: () => answer({}),
      gone: refusal(404, 'NOT_FOUND'),
    },
  }),
  refusals: [
    [400, refusal(400, 'INVALID_ARGUMENT')[1], ['API', /INVALID_ARGUMENT/]],
    [200, refusal(429, 'RESOURCE_EXHAUSTED')[1], 'RATE_LIMITED'],
    [200, answer({ dataList: null, totalPage: null }), 'ZONE_NOT_FOUND'],
  ],
  cases: {
    'creates on the default line': {
      creates: 'a 600 TXT one',
      sends: [
        found,
        `GET ${records}?search=a&pageNumber=1&pageSize=99`,
        [`POST ${records}`, { req: { hostRecord: 'a', type: 'TXT', hostValue: 'one', ttl: 600, viewValue: -1 } }],
      ],
    },
    'keeps line and weight of a record that it changes': {
      given: ['a A 192.0.2.1'],
      updates: ['1', 'b 600 A 192.0.2.2'],
      sends: [
        found,
        `GET ${records}?pageNumber=1&pageSize=99`,
        [
          `PUT ${records}/1`,
          {
            req: {
              ...{ domainName: 'example.com', hostRecord: 'b', type: 'A', hostValue: '192.0.2.2', ttl: 600 },
              ...{ viewValue: 21, weight: 7 },
            },
          },
        ],
      ],
    },
    'keeps no weight for another type, and knows records without a line': {
      given: ['plain A 192.0.2.1'],
      updates: ['1', 'plain 600 TXT two'],
      sends: [
        found,
        `GET ${records}?pageNumber=1&pageSize=99`,
        [
          `PUT ${records}/1`,
          {
            req: {
              ...{ domainName: 'example.com', hostRecord: 'plain', type: 'TXT', hostValue: 'two', ttl: 600 },
              viewValue: -1,
            },
          },
        ],
      ],
    },
  },
});
