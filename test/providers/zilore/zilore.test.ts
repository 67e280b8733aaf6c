import { type Call, describeProvider, restFake } from '../../../core/testing/index.js';

const at = '/domains/{domain}/records';
const fail = (code: number, message: string, details = message) => ({
  status: 'fail',
  error: { code, message },
  details,
});
const off = { record_id: '9', record_type: 'A', record_value: '192.0.2.9', record_status: 'disabled' };

describeProvider('zilore', {
  options: { key: 'opaque-key' },
  fake: restFake({
    base: 'https://api.zilore.com/dns/v1',
    credentials: { 'x-auth-key': 'opaque-key' },
    missing: [404, fail(10, 'Domain not found')],
    zones: {
      list: 'GET /domains',
      item: ({ id, name }) => ({ domain_id: id, domain_status: 'DELEGATED', domain_name: name }),
      wrap: ({ items }) => ({ status: 'ok', response: items }),
      ignores: ['search_text'],
    },
    records: {
      at,
      remove: `DELETE ${at}`,
      form: {
        fields: {
          ...{ id: 'record_id', type: 'record_type', name: 'record_name', content: 'record_value', ttl: 'record_ttl' },
        },
        names: 'full',
        quotes: 'always',
      },
      sent: ({ query, body }: Call) => (body === undefined ? query : {}),
      idOf: ({ params, query }) => params.id ?? query.record_id,
      gone: [400, fail(20, 'Record not found')],
      done: (item) => ({ status: 'ok', response: { ...item, record_status: item ? 'added' : 'deleted' } }),
      ignores: ['search_text', 'search_record_type'],
      show: (item) => ({ ...item, record_status: 'enabled', is_geo: 'no' }),
      wrap: ({ items }, { query: { search_text: text = '' } }) => ({
        status: 'ok',
        response: [...items, off].filter((item) => JSON.stringify(item).includes(text)),
      }),
    },
  }),
  refusals: [
    [400, { status: 'fail', error: { code: 5, message: 'Record already exists' } }, 'RECORD_EXISTS'],
    [400, fail(5, 'Record already exists'), 'RECORD_EXISTS'],
    [400, fail(6, 'Too many requests'), 'RATE_LIMITED'],
    [402, fail(3, 'Authorization failed', 'Payment required'), ['AUTHENTICATION', /Payment required/]],
  ],
});
