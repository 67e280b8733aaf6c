import { type CasesTest, describeCases } from '../../core/testing/describe-provider.js';

const key = 'opaque-key';

const domain = { request: 'POST /', body: { domainName: 'example.com' }, answer: { domain: { domainEntries: [] } } };
const domainEntry = { name: 'a.example.com', type: 'TXT', target: '"one"' };

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
};

for (const [provider, row] of Object.entries(rows)) describeCases(provider, row);
