import { type CasesTest, describeCases } from '../../core/testing/describe-provider.js';

const autodns = 'https://api.autodns.com/v1';
const search = { filters: [{ key: 'name', value: 'example.com', operator: 'EQUAL' }] };
const found = {
  request: 'POST /zone/_search',
  body: search,
  answer: { data: [{ origin: 'example.com', virtualNameServer: 'ns' }] },
};
const one = { name: 'a', type: 'TXT', value: 'one', ttl: 60 };
const zone = { request: 'GET /zone/example.com/ns', answer: { data: [{ resourceRecords: [one] }] } };
const refused = { stid: '1', status: { code: 'EF00000', text: 'Authentication failed.', type: 'ERROR' }, data: [] };

/** What single providers do beside what their own tests and the suite try. */
const rows: Readonly<Record<string, CasesTest>> = {
  autodns: {
    base: autodns,
    options: { apiUser: 'me', apiPassword: 'opaque-password', endpoint: autodns, context: '4' },
    cases: {
      'removes what it has just read, with its TTL': {
        asks: [found, zone, { request: 'POST /zone/example.com/_stream', body: { adds: [], rems: [one] }, answer: {} }],
        removes: ['a TXT one', 'a TXT two'],
      },
      'asks for no change where the record is gone': {
        asks: [found, zone],
        does: (service) => service.remove('TXT/a/dHdv', {}),
      },
      'tells of a refusal by its code and its words': {
        asks: [{ ...found, status: 401, answer: refused }],
        fails: ['AUTHENTICATION', /Authentication failed\. EF00000$/],
      },
    },
  },
  binarylane: {
    base: 'https://api.binarylane.com.au/v2',
    options: { apiToken: 'opaque-token' },
    cases: {
      'says no more than it is told': {
        asks: [{ request: 'GET /domains/example.com', status: 400, answer: { title: 'Bad request' } }],
        fails: ['API', /Bad request $/],
      },
    },
  },
};

for (const [provider, row] of Object.entries(rows)) describeCases(provider, row);
