import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type FailureCode, isFailure, type OutgoingRequest, scopedAuthorization } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import {
  allowOnly,
  asObject,
  type Call,
  type Handler,
  jsonAnswer,
  recordHandlers,
  routedFake,
} from '../../../core/testing/fakes/index.js';
import { describeProvider, type OwnCase, type SentRequest } from '../../../core/testing/index.js';
import { signTc3 } from '../../../providers/families/tencent/sign.js';

const url = 'https://dnspod.tencentcloudapi.com/';
const key = { id: 'AKIDopaque', secret: 'opaque-secret-key' };
const inZone = ['Domain', 'DomainId', 'RecordLine', 'RecordLineId', 'Weight', 'Remark', 'Status', 'RecordId'];
const form = { priority: { MX: 'MX' }, quotes: 'read' } as const;
const named = { id: 'RecordId', type: 'Type', name: 'Name', content: 'Value', ttl: 'TTL' };

function refused(Code: string, Message = 'refused') {
  return jsonAnswer({ Response: { Error: { Code, Message }, RequestId: 'r' } });
}

const table = {
  numericIds: true,
  idOf: ({ body }: Call) => asObject(body).RecordId,
  duplicate: refused('InvalidParameter.DomainRecordExist'),
  gone: refused('InvalidParameter.RecordIdInvalid'),
  done: (item: object | undefined) => ({ Response: { ...item, RequestId: 'r' } }),
};
const written = recordHandlers({
  ...table,
  form: { ...form, fields: { ...named, type: 'RecordType', name: 'SubDomain' } },
  extra: inZone,
});
const read = { ...table, form: { ...form, fields: named } };
const { list } = recordHandlers({
  ...read,
  pages: { by: 'offset', parameter: 'Offset', size: 'Limit', usual: 100, largest: 3000 },
  filters: { type: 'RecordType', name: 'Subdomain' },
  ignores: ['Domain', 'DomainId'],
  wrap: ({ items, total }) => ({
    Response: { RecordCountInfo: { SubdomainCount: 1, ListCount: items.length, TotalCount: total }, RecordList: items },
  }),
});

/** Finds what has a value, too. */
const { list: search } = recordHandlers({
  ...read,
  asked: ({ body }) => asObject(body) as Record<string, string>,
  filters: { name: 'SubDomain', content: 'RecordValue' },
  ignores: ['Domain'],
  wrap: ({ items }) => ({ Response: { RecordCountInfo: { TotalCount: items.length }, RecordList: items } }),
});

/** Which headers are signed is told by the client, and their values may be in any case. */
function isSigned({ method, url, headers, body }: SentRequest): boolean {
  const { authorization = '', 'x-tc-timestamp': time = '', 'x-tc-action': action = '' } = headers;
  const names = /SignedHeaders=([^,]+)/.exec(authorization)?.[1]?.split(';') ?? [];
  const request = {
    method,
    url,
    body,
    headers: { ...headers, 'x-tc-action': action.toLowerCase() },
  } as OutgoingRequest;
  const scope = [new Date(Number(time) * 1000).toISOString().slice(0, 10), 'dnspod', 'tc3_request'];
  const parts = { algorithm: 'TC3-HMAC-SHA256', id: key.id, secret: `TC3${key.secret}`, scope, time };
  const isWhole = ['content-type', 'host'].every((name) => names.includes(name));
  return isWhole && scopedAuthorization(request, names, parts) === authorization;
}

function inDomain(handler: Handler): Handler {
  return (call) => {
    const { Domain, DomainId } = asObject(call.body);
    const zone = call.account.zones.find(
      ({ id, name }) => (DomainId === undefined || Number(id) === DomainId) && name === Domain,
    );
    return zone === undefined ? refused('InvalidParameterValue.DomainNotExists') : handler({ ...call, zone });
  };
}

/** The largest page of the real API is 3,000; here it is cut at 100, so that there are several. */
function inPages(handler: Handler): Handler {
  return (call) => {
    const fields = asObject(call.body);
    const query = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
    const Limit = String(Math.min(100, Number(query.Limit)));
    const given = handler({ ...call, query: { ...query, Limit } });
    const empty = 'body' in given && /"TotalCount":0/.test(String(given.body));
    return empty ? refused('ResourceNotFound.NoDataOfRecord') : given;
  };
}

function fails(Code: string, code: FailureCode): OwnCase {
  return {
    asks: [
      {
        request: `POST ${url}`,
        body: { Keyword: 'example.com', Offset: 0, Limit: 3000 },
        answer: { Response: { Error: { Code, Message: 'no' } } },
      },
    ],
    does: (service) => service.findZone(),
    fails: (error) => isFailure(error, code),
  };
}

/** Whichever action: the body tells one from another here. */
const asked = (body: object, Response: object): Exchange => ({ request: `POST ${url}`, body, answer: { Response } });
const inOne = { Domain: 'example.com', DomainId: 1 };
const found = asked(
  { Keyword: 'example.com', Offset: 0, Limit: 3000 },
  { DomainCountInfo: { DomainTotal: 1, AllTotal: 9 }, DomainList: [{ DomainId: 1, Name: 'example.com' }] },
);

const zonesFrom = (Offset: number, ...statuses: string[]) => {
  const DomainList = statuses.map((Status, index) => ({ DomainId: Offset + index, Name: 'example.com', Status }));
  return asked({ Keyword: 'example.com', Offset, Limit: 3000 }, { DomainCountInfo: { AllTotal: 3 }, DomainList });
};

describeProvider('qcloud', {
  refusals: [
    [200, refused('RequestLimitExceeded').body, 'RATE_LIMITED'],
    [200, refused('InternalError').body, 'SERVER'],
  ],
  options: { secretId: key.id, secretKey: key.secret },
  isRead: ({ headers }) => headers['x-tc-action']?.startsWith('Describe') === true,
  fake: routedFake({
    base: url,
    credentials: (request) => isSigned(request) && request.headers['x-tc-version'] === '2021-03-23',
    refused: refused('AuthFailure.SignatureFailure'),
    command: ({ request }) => request.headers['x-tc-action'] ?? '',
    missing: refused('InvalidAction'),
    routes: {
      DescribeDomainList: ({ body, account }) => {
        const { Keyword = '', ...rest } = asObject(body);
        allowOnly(rest, ['Offset', 'Limit']);
        const found = account.zones.filter(({ name }) => name.includes(String(Keyword)));
        if (found.length === 0) return refused('ResourceNotFound.NoDataOfDomain');
        const DomainList = found.map(({ id, name }) => ({
          DomainId: Number(id),
          Name: name,
          Punycode: name,
          Status: 'ENABLE',
        }));
        return {
          Response: { DomainCountInfo: { DomainTotal: found.length, AllTotal: 2 }, DomainList, RequestId: 'r' },
        };
      },
      DescribeRecordList: inDomain(inPages(list)),
      DescribeRecordFilterList: inDomain(search),
      DescribeRecord: inDomain(() => ({
        Response: { RecordInfo: { RecordLine: '默认', RecordLineId: '0', Weight: null, Remark: '', Enabled: 1 } },
      })),
      CreateRecord: inDomain(written.add),
      ModifyRecord: inDomain(written.alter),
      DeleteRecord: inDomain(written.drop),
    },
  }),
  cases: {
    'takes the zone that is not paused, where the list tells one number only': {
      asks: [
        zonesFrom(0, 'PAUSE', 'ENABLE'),
        zonesFrom(2, 'PAUSE'),
        asked(
          { ...inOne, Offset: 0, Limit: 3000 },
          { RecordList: [{ RecordId: 7, Name: 'a', Type: 'TXT', Value: 'one', TTL: 60 }] },
        ),
      ],
      lists: {},
      gives: ['7 a.example.com 60 TXT one'],
    },
    'names a token and a region where they are given': {
      options: { secretId: key.id, secretKey: key.secret, sessionToken: 'opaque-token', region: 'ap-x' },
      asks: [{ ...found, headers: { 'x-tc-token': 'opaque-token', 'x-tc-region': 'ap-x' } }],
    },
    'looks for an IDN without its name': {
      zone: 'xn--bcher-kva.example',
      asks: [
        asked(
          { Offset: 0, Limit: 3000 },
          { DomainCountInfo: { AllTotal: 1 }, DomainList: [{ DomainId: 1, Name: 'bücher.example' }] },
        ),
      ],
    },
    'makes records that all resolvers are served': {
      asks: [
        found,
        asked(
          {
            ...inOne,
            RecordLine: '默认',
            RecordLineId: '0',
            SubDomain: 'a',
            RecordType: 'TXT',
            Value: 'one',
            TTL: 600,
          },
          {},
        ),
      ],
      creates: 'a 600 TXT one',
    },
    ...Object.fromEntries(
      [
        { shown: { RecordLineId: '3', Weight: 5, Remark: 'of others', Enabled: 0 }, Status: 'DISABLE' },
        { shown: { RecordLineId: null, Weight: null, Remark: null, Enabled: 1 }, Status: 'ENABLE' },
      ].map(({ shown, Status }) => [
        `keeps what an update does not mean: ${Status}`,
        {
          asks: [
            found,
            asked({ ...inOne, RecordId: 7 }, { RecordInfo: { RecordLine: 'x', ...shown } }),
            asked(
              {
                ...inOne,
                RecordId: 7,
                RecordLine: 'x',
                ...(shown.Weight !== null && { RecordLineId: '3', Weight: 5, Remark: 'of others' }),
                Status,
                SubDomain: 'a',
                RecordType: 'TXT',
                Value: 'one',
                TTL: 600,
              },
              {},
            ),
          ],
          updates: ['7', 'a 600 TXT one'] as const,
        },
      ]),
    ),
    'tells wrong keys': fails('AuthFailure.SecretIdNotFound', 'AUTHENTICATION'),
    'tells a list without domains': fails('ResourceNotFound.NoDataOfDomain', 'ZONE_NOT_FOUND'),
    'tells missing rights': fails('UnauthorizedOperation', 'AUTHENTICATION'),
  },
});

it('qcloud has no zone where it lists no domain', async () => {
  const answer = { Response: { Error: { Code: 'ResourceNotFound.NoDataOfDomain', Message: 'no' } } };
  const exchanges = [{ ...found, answer }];
  const options = { secretId: key.id, secretKey: key.secret };
  await withExchanges({ provider: 'qcloud', options, exchanges }, async (_, provider) =>
    assert.equal(await provider.findZone('example.com'), undefined),
  );
});

it('qcloud signs as the documentation shows', () => {
  const request: OutgoingRequest = {
    method: 'POST',
    url: new URL('https://cvm.tencentcloudapi.com/'),
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: '{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}',
  };
  signTc3(
    request,
    { id: 'AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE', secret: 'Gu5t9xGARNpq86cd98joQYCN3EXAMPLE' },
    1_551_113_065_000,
  );
  assert.equal(
    request.headers.authorization,
    'TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host, Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168',
  );
});
