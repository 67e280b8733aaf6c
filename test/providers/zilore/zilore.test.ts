import { isFailure } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import { type Call, header, jsonAnswer, restFake } from '../../../core/testing/fakes/index.js';

const fields = {
  id: 'record_id',
  type: 'record_type',
  name: 'record_name',
  content: 'record_value',
  ttl: 'record_ttl',
};
const fail = (code: number, message: string, status: number) =>
  jsonAnswer({ status: 'fail', error: { code, message }, details: message }, status);
const done = (item: object | undefined) => jsonAnswer({ status: 'ok', response: item ?? { record_status: 'deleted' } });

describeProvider('zilore', {
  options: { key: 'opaque-key' },
  fake: restFake({
    base: 'https://api.zilore.com/dns/v1',
    credentials: header('x-auth-key', 'opaque-key'),
    missing: fail(10, 'Domain not found', 404),
    zones: {
      list: 'GET /domains',
      item: ({ id, name }) => ({ domain_id: id, domain_status: 'DELEGATED', domain_name: name }),
      wrap: ({ items }) => ({ status: 'ok', response: items }),
    },
    records: {
      list: 'GET /domains/{domain}/records',
      create: 'POST /domains/{domain}/records',
      change: 'PUT /domains/{domain}/records/{id}',
      remove: 'DELETE /domains/{domain}/records',
      form: { fields, names: 'full', quotes: 'always' },
      sent: ({ query, body }: Call) => (body === undefined ? query : {}),
      idOf: ({ params, query }) => params.id ?? query.record_id,
      gone: fail(20, 'Record not found', 400),
      done,
      wrap: ({ items }) => ({
        status: 'ok',
        response: [
          ...items.map((item) => ({ ...item, record_status: 'enabled', is_geo: 'no' })),
          {
            record_id: '999',
            record_name: 'off.example.com',
            record_type: 'A',
            record_value: '192.0.2.9',
            record_ttl: '600',
            record_status: 'disabled',
          },
        ],
      }),
    },
  }),
  cases: {
    'says why a key was refused': {
      asks: [
        {
          request: 'GET https://api.zilore.com/dns/v1/domains',
          status: 402,
          answer: { status: 'fail', error: { code: 3, message: 'Authorization failed' }, details: 'Payment required' },
        },
      ],
      does: (service) => service.findZone(),
      fails: (error) => isFailure(error, 'AUTHENTICATION') && /Payment required/.test(error.message),
    },
  },
});
