import { type CasesTest, describeCases } from '../../core/testing/describe-provider.js';

const key = 'opaque-key';

const domainName = 'example.com';
const entry = { name: 'example.com', type: 'MX', target: '10 mail.example.org' };
const domainEntries = [
  { ...entry, id: '6', type: 'A', target: 'x.elb.amazonaws.com', isAlias: true },
  { ...entry, id: '7', isAlias: false },
];
const domain = { request: 'POST /', body: { domainName }, answer: { domain: { domainEntries } } };

/** Records are removed and changed as the service shows them, which may be otherwise than this program would write them. */
const rows: Readonly<Record<string, CasesTest>> = {
  lightsail: {
    base: 'https://lightsail.us-east-1.amazonaws.com',
    options: { accessKey: 'id', accessSecret: key },
    cases: {
      'lists no aliases': {
        asks: [domain, domain],
        lists: {},
        gives: ['MX/@/MTAgbWFpbC5leGFtcGxlLm9yZw example.com - MX 10 mail.example.org'],
      },
      'removes an entry without its final dot': {
        asks: [
          domain,
          domain,
          {
            request: 'POST /',
            body: { domainName, domainEntry: entry },
            answer: { operation: { status: 'Succeeded' } },
          },
        ],
        removes: '@ MX 10 mail.example.org',
      },
    },
  },
};

for (const [provider, row] of Object.entries(rows)) describeCases(provider, row);
