import { describeProvider } from '../../../core/testing/describe-provider.js';
import {
  asObject,
  type Handler,
  jsonAnswer,
  recordHandlers,
  refuse,
  routedFake,
} from '../../../core/testing/fakes/index.js';

const signature = ['AccessKeyId', 'SignatureMethod', 'SignatureNonce', 'SignatureVersion', 'Timestamp', 'Signature'];
const common = ['Action', 'Format', 'Version', 'DomainName', ...signature];
const { list, add, alter, drop } = recordHandlers({
  form: {
    fields: { id: 'RecordId', type: 'Type', name: 'RR', content: 'Value', ttl: 'TTL' },
    priority: { MX: 'Priority', SRV: 'Priority' },
  },
  extra: common,
  // Key words find more than what is the same.
  ignores: [...common, 'RRKeyWord', 'TypeKeyWord', 'ValueKeyWord'],
  pages: { by: 'page', parameter: 'PageNumber', usual: 20, largest: 500 },
  wrap: ({ items, total, size, page }) => ({
    TotalCount: total,
    PageSize: size,
    PageNumber: page,
    DomainRecords: { Record: items },
  }),
  idOf: ({ query }) => query.RecordId,
  sent: ({ query }) => ({ ...query, TTL: Number(query.TTL) }),
  duplicate: jsonAnswer({ Code: 'DomainRecordDuplicate', Message: 'The DNS record already exists.' }, 400),
  gone: jsonAnswer({ Code: 'DomainRecordNotBelongToUser', Message: 'The record is not yours.' }, 400),
  done: (item) => ({ RequestId: 'r', RecordId: item && asObject(item).RecordId }),
});

function inDomain(handler: Handler): Handler {
  return (call) => {
    const zone = call.account.zone('name', call.query.DomainName ?? '');
    return zone === undefined
      ? refuse(400, { Code: 'InvalidDomainName.NoExist', Message: 'The domain does not exist.' })
      : handler({ ...call, zone });
  };
}

describeProvider('aliyun', {
  refusals: [
    [400, { Code: 'Throttling.User', Message: 'slow' }, 'RATE_LIMITED'],
    [400, { Code: 'DomainRecordDuplicate', Message: 'is there' }, 'RECORD_EXISTS'],
  ],
  options: { keyId: 'opaque-key-id', secret: 'opaque-secret' },
  exceptions: { 'says that wrong credentials were refused': 'the tests of the signature check it' },
  isRead: ({ url }) => url.searchParams.get('Action')?.startsWith('Describe') === true,
  fake: routedFake({
    base: 'https://alidns.aliyuncs.com',
    credentials: ({ url }) => signature.every((name) => url.searchParams.get(name) !== null),
    command: ({ query }) => query.Action ?? '',
    routes: {
      DescribeDomainInfo: inDomain(({ zone }) => ({ DomainName: zone.name })),
      DescribeDomainRecords: inDomain(list),
      AddDomainRecord: inDomain(add),
      // The id is enough for these.
      UpdateDomainRecord: alter,
      DeleteDomainRecord: drop,
    },
  }),
});
