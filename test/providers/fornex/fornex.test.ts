import { describeProvider, restFake } from '../../../core/testing/index.js';

const entries = '/example.com/entry_set/';
const text = { host: '_acme-challenge', type: 'TXT', ttl: 120, value: 'one' };
const mail = { host: '@', type: 'MX', ttl: 600, prio: 10, value: 'mail.example.org' };

describeProvider('fornex', {
  options: { apiKey: 'opaque-key' },
  fake: restFake({
    base: 'https://fornex.com/api/dns/domain',
    credentials: ({ headers }) => headers['api-key'] === 'opaque-key' || headers.authorization === 'Api-Key opaque-key',
    refused: [403, { detail: 'Authentication credentials were not provided.' }],
    missing: [404, { detail: 'Not found.' }],
    zones: {
      list: 'GET /',
      ignores: ['q'],
      item: ({ name }) => ({ name, created: '2024-01-01', updated: '2024-01-01', entry_set: [], tags: [] }),
    },
    records: {
      at: '/{domain}/entry_set[/{id}]/?',
      form: { fields: { name: 'host', content: 'value' }, priority: { MX: 'prio' } },
      numericIds: true,
      ignores: ['type', 'q'],
      show: (item) => ({ prio: null, ...item }),
    },
  }),
  refusals: [[403, { detail: 'Not for this key.' }, ['AUTHENTICATION', /Not for this key/]]],
  cases: {
    'creates with a TTL of the list, and removes the one of two by its id': {
      given: ['_acme-challenge TXT other'],
      creates: '_acme-challenge 60 TXT one',
      removes: '_acme-challenge TXT one',
      sends: ['GET /', `GET ${entries}`, [`POST ${entries}`, text], `GET ${entries}`, `DELETE ${entries}2/`],
    },
    'changes in place, with a priority in a field of its own': {
      given: ['@ MX 20 mail.example.org'],
      updates: ['1', '@ 600 MX 10 mail.example.org'],
      sends: ['GET /', [`PUT ${entries}1/`, mail]],
    },
    'reads entries without a TTL, and text in quotes': {
      answers: { [`GET ${entries}`]: [200, [{ id: 7, host: 'a', type: 'TXT', ttl: null, value: '"one"' }]] },
      lists: {},
      gives: ['7 a.example.com - TXT one'],
    },
    'tells the words of a refusal': {
      creates: '@ 600 MX 10 mail.example.org',
      answers: { [`POST ${entries}`]: [400, { detail: 'No such host.' }] },
      fails: ['API', /No such host/],
    },
  },
});
