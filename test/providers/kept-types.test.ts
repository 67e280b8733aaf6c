import { type CasesTest, describeCases } from '../../core/testing/describe-provider.js';

/** Changes after which a record is seen to be of its old type: they were not made, whatever else is said. */
const rows: Readonly<Record<string, CasesTest>> = {
  glesys: {
    base: 'https://api.glesys.com/domain',
    options: { username: 'cl12345', token: 'opaque-token' },
    cases: {
      'takes no change of a type for made': {
        asks: [
          { request: 'GET /list?format=json', answer: { response: { domains: [{ domainname: 'example.com' }] } } },
          {
            request: 'POST /updaterecord?format=json',
            body: { recordid: 1, host: 'a', type: 'CNAME', data: 'one.example.net', ttl: 60 },
            answer: { response: { record: { recordid: 1, host: 'a', type: 'TXT', data: 'one.example.net', ttl: 60 } } },
          },
        ],
        updates: ['1', 'a 60 CNAME one.example.net'],
        fails: ['UNSUPPORTED', /is a TXT record/],
      },
    },
  },
};

for (const [provider, row] of Object.entries(rows)) describeCases(provider, row);
