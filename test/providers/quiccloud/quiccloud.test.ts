import { describeProvider, restFake } from '../../../core/testing/index.js';

const rights = { 'x-auth-email': 'me@example.org', 'x-auth-key': 'opaque-key' };
const text = { type: 'TXT', name: '_acme-challenge.example.com', content: 'one', ttl: 1800 };
const records = '/zones/example.com/records';
const list = `GET ${records}`;

describeProvider('quiccloud', {
  options: { apiKey: 'opaque-key', apiEmail: 'me@example.org' },
  fake: restFake({
    base: 'https://api.quic.cloud/v2',
    credentials: rights,
    refused: [403, { success: false, message: 'Invalid key' }],
    missing: [404, { success: false, message: 'Not found' }],
    zones: {
      list: 'GET /zones',
      item: ({ name }) => ({ name: `${name}.` }),
      wrap: ({ items }) => ({ success: true, result: items }),
    },
    records: {
      at: '/zones/{domain}/records',
      changeBy: 'none',
      form: { names: 'full' },
      numericIds: true,
      wrap: ({ items }) => ({ success: true, result: items }),
      duplicate: [400, { success: false, message: 'Same record already exists' }],
      done: (item) => ({ ...(item && { result: item }) }),
    },
  }),
  refusals: [
    [200, { success: false, message: 'No such zone' }, ['API', /No such zone/]],
    [200, { success: true }, 'RESPONSE'],
  ],
  cases: {
    'creates by the full name, and removes the one of two by its id': {
      given: ['_acme-challenge TXT other'],
      creates: '_acme-challenge 1800 TXT one',
      removes: '_acme-challenge TXT one',
      sends: ['GET /zones', [`POST ${records}`, text], list, `DELETE ${records}/2`],
    },
    'takes a record for there that the service says to be there, with status 200 as well': {
      creates: '_acme-challenge 1800 TXT one',
      answers: { [`POST ${records}`]: [200, { success: false, errors: ['Same record already exists'] }] },
    },
    'reads names with a final dot, and text in quotes': {
      lists: {},
      answers: {
        [list]: [200, { success: true, result: [{ ...text, id: 7, name: `${text.name}.`, content: '"one"' }] }],
      },
      gives: ['7 _acme-challenge.example.com 1800 TXT one'],
    },
  },
});
