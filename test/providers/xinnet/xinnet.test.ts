import { hmacChain } from '../../../core/sdk/index.js';
import { asObject, type Call, describeProvider, restFake } from '../../../core/testing/index.js';

const answer = (data: unknown) => ({ code: '0', msg: '请求成功', data, requestId: 'r' });
const refused = (msg: string) => [200, { code: '1', msg, data: null, requestId: 'r' }] as const;
const sent = ({ body }: Call) => asObject(body) as Record<string, string>;
const signed = (...lines: string[]) =>
  `HMAC-SHA256 Access=agent12345, Signature=${hmacChain('opaque-secret', ['HMAC-SHA256', ...lines].join('\n')).toString('hex')}`;
const call = (command: string, body: object) => [`POST /${command}/`, { domainName: 'example.com', ...body }] as const;
const list = call('queryRecordsPage', { domainId: '71', pageNo: 1, pageSize: 20 });
const record = { recordName: 'example.com', type: 'TXT', value: 'one', line: '默认', ttl: 600 };
const fields = { id: 'recordId', name: 'recordName', content: 'value' };

describeProvider('xinnet', {
  options: { agentId: 'agent12345', secret: 'opaque-secret' },
  isRead: ({ url }) => url.pathname.includes('/query'),
  fake: restFake({
    base: 'https://apiv2.xinnet.com/api/dns',
    credentials: ({ headers: { authorization, timestamp = '' }, method, url, body }) =>
      /^\d{8}T\d{6}Z$/.test(timestamp) && authorization === signed(timestamp, method, url.pathname, body),
    refused: refused('签名错误'),
    missing: refused('域名不存在'),
    zoneOf: (own) => ({ name: sent(own).domainName?.replace(/^.*\.(?=example\.com$)/, '') }),
    zones: { one: 'POST /queryDomain/', wrapOne: answer },
    records: {
      ...{ list: 'POST /queryRecordsPage/', create: 'POST /create/', remove: 'POST /delete/' },
      form: { fields, names: 'full', priority: { MX: 'mx' } },
      numericIds: true,
      extra: ['domainName', 'line'],
      asked: sent,
      ignores: ['domainName', 'domainId'],
      pages: { by: 'page', parameter: 'pageNo', size: 'pageSize', usual: 20 },
      idOf: (own) => sent(own).recordId,
      show: (item) => ({ mx: 0, status: 0, ...item }),
      wrap: ({ items }) => answer({ list: items }),
      done: (item) => answer(asObject(item ?? {}).recordId ?? null),
      duplicate: refused('已存在相同的解析记录'),
      gone: refused('解析记录不存在'),
    },
  }),
  refusals: [
    [...refused('其他'), ['API', /其他.* 1$/]],
    [200, answer(null), 'ZONE_NOT_FOUND'],
  ],
  cases: {
    'creates by full names for the one line, and removes the one of two by its number': {
      given: ['@ TXT other'],
      creates: '@ 600 TXT one',
      removes: '@ TXT one',
      sends: [call('queryDomain', {}), call('create', record), list, call('delete', { recordId: 2 })],
    },
    'does not take a domain for what is below it': { zone: 'www.example.com', fails: 'ZONE_NOT_FOUND' },
  },
});
