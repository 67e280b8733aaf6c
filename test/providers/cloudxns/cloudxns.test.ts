import { createHash } from 'node:crypto';
import { describeProvider, restFake } from '../../../core/testing/index.js';

const login = { login_token: 'opaque-key,opaque-secret', format: 'json' };
const done = { code: 1, message: 'success' };
const zones = ['GET /domain', login] as const;
const list = (offset: number) => [`GET /record/71?host_id=0&offset=${offset}&row_num=2000`, login] as const;
const item = (record_id: string, content: string) => ({
  record_id,
  type: 'TXT',
  host: 'a',
  value: `"${content}"`,
  ttl: '600',
  mx: null,
});
const common = { domain_id: '71', line_id: 1, ttl: 600, ...login };

describeProvider('cloudxns', {
  options: { username: 'opaque-key', token: 'opaque-secret' },
  fake: restFake({
    base: 'https://www.cloudxns.net/api2',
    credentials({ url, headers, body }) {
      const { 'api-key': key, 'api-request-date': date = '', 'api-hmac': hmac } = headers;
      const signed = createHash('md5').update(`opaque-key${url.href}${body}${date}opaque-secret`).digest('hex');
      return (
        key === 'opaque-key' && headers['api-format'] === 'json' && !Number.isNaN(Date.parse(date)) && hmac === signed
      );
    },
    zones: {
      list: 'GET /domain',
      item: ({ id, name }) => ({ id, domain: `${name}.` }),
      wrap: ({ items }) => ({ ...done, total: String(items.length), data: items }),
    },
    records: {
      list: 'GET /record/{zone}',
      create: 'POST /record',
      change: 'PUT /record/{id}',
      remove: 'DELETE /record/{id}/{zone}',
      form: { fields: { id: 'record_id', name: 'host', content: 'value' }, priority: { MX: 'mx', SRV: 'mx' } },
      extra: ['domain_id', 'line_id', 'login_token', 'format'],
      // Whatever the request says that it is.
      sent: ({ request }) => JSON.parse(request.body),
      wrap: ({ items, total }) => ({ ...done, total: String(total), data: items }),
      pages: { by: 'offset', parameter: 'offset', size: 'row_num', usual: 30, largest: 2000 },
      ignores: ['host_id'],
      duplicate: [400, { code: 34, message: 'domain record has exists' }],
      done: () => done,
    },
  }),
  cases: {
    'creates text': {
      creates: 'a 600 TXT token',
      sends: [zones, ['POST /record', { ...common, host: 'a', value: 'token', type: 'TXT' }]],
    },
    'creates hosts, and takes code 34 for success': {
      creates: '@ 600 MX 10 mail.example.com',
      answers: { 'POST /record': [400, { code: 34, message: 'exists' }] },
      sends: [zones, ['POST /record', { ...common, host: '@', value: 'mail.example.com', type: 'MX', mx: 10 }]],
    },
    'reads all pages, TXT without quotes': {
      answers: {
        [list(0)[0]]: [200, { ...done, total: '2', data: [item('1', 'one')] }],
        [list(1)[0]]: [200, { ...done, total: '2', data: [item('2', 'two')] }],
      },
      lists: { type: 'TXT', name: 'a' },
      sends: [zones, list(0), list(1)],
      gives: ['1 a.example.com 600 TXT one', '2 a.example.com 600 TXT two'],
    },
    'updates by id': {
      given: ['a TXT old'],
      updates: ['1', 'b 600 TXT new'],
      sends: [zones, ['PUT /record/1', { domain_id: '71', host: 'b', value: 'new', type: 'TXT', ttl: 600, ...login }]],
    },
    'removes one of two values and leaves the other': {
      given: ['a TXT one', 'a TXT two'],
      removes: 'a TXT one',
      sends: [zones, list(0), ['DELETE /record/1/71', login]],
    },
    'gives the words of the API for what it refuses': {
      does: (service) => service.remove('1', {}),
      answers: { DELETE: [200, { code: 5, message: 'no such domain' }] },
      sends: [zones, ['DELETE /record/1/71', login]],
      fails: ['API', /no such domain.* 5$/],
    },
  },
});
