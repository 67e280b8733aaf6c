import { type CasesTest, describeCases } from '../../core/testing/describe-provider.js';

const key = 'opaque-key';

const domain = { request: 'POST /', body: { domainName: 'example.com' }, answer: { domain: { domainEntries: [] } } };
const domainEntry = { name: 'a.example.com', type: 'TXT', target: '"one"' };

const sets = '/zones/71/recordsets';
const begun = { id: 'c1', status: 'Pending', recordSet: { id: 'r1' } };
const set = { zoneId: '71', type: 'TXT', name: 'a', ttl: 60, records: [{ text: 'one' }] };
const vinyldns = (ended: object, answer: object = begun) => [
  { request: 'GET /zones/name/example.com.', answer: { zone: { id: '71' } } },
  { request: `GET ${sets}?recordTypeFilter=TXT&recordNameFilter=a`, answer: { recordSets: [] } },
  { request: `POST ${sets}`, body: set, answer },
  { request: `GET ${sets}/r1/changes/c1`, answer: { ...begun, status: 'Failed', ...ended } },
];

/** Changes that a service takes, and then says that they failed. */
const rows: Readonly<Record<string, CasesTest>> = {
  lightsail: {
    base: 'https://lightsail.us-east-1.amazonaws.com',
    options: { accessKey: 'id', accessSecret: key },
    cases: {
      'tells why an operation failed': {
        asks: [
          domain,
          domain,
          {
            ...{ request: 'POST /', body: { domainName: 'example.com', domainEntry } },
            answer: { operation: { status: 'Failed', errorDetails: 'It is too odd.' } },
          },
        ],
        creates: 'a 60 TXT one',
        fails: ['API', /It is too odd/],
      },
    },
  },
  vinyldns: {
    base: 'https://vinyldns.example',
    options: { accessKey: 'id', secretKey: key, host: 'https://vinyldns.example' },
    cases: {
      'tells why it failed in the end': {
        asks: vinyldns({ systemMessage: 'Out of sync' }),
        creates: 'a 60 TXT one',
        fails: ['API', /Out of sync/],
      },
      'tells that it never began': {
        asks: vinyldns({}, {}).slice(0, 3),
        creates: 'a 60 TXT one',
        fails: ['RESPONSE', /no change/],
      },
      'tells that it failed for no reason': { asks: vinyldns({}), creates: 'a 60 TXT one', fails: ['API', /\S/] },
    },
  },
};

for (const [provider, row] of Object.entries(rows)) describeCases(provider, row);
