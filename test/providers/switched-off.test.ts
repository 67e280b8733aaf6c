import { type CasesTest, describeCases } from '../../core/testing/describe-provider.js';

const off = { content: 'off', is_disabled: true };
const set = { name: 'a', type: 'TXT', ttl: 300, records: [{ content: 'one' }, off] };
const read = { request: 'GET /example.com', answer: [set] };
const put = (overwrite: boolean, ttl: number, ...records: readonly object[]) => ({
  request: 'PUT /example.com',
  body: { overwrite, zone: [{ ...set, ttl, records }] },
  answer: { message: 'Request accepted' },
});

/** Values that are switched off stay as they are, whatever becomes of those beside them. */
const rows: Readonly<Record<string, CasesTest>> = {
  hostinger: {
    base: 'https://developers.hostinger.com/api/dns/v1/zones',
    options: { apiToken: 'opaque-api-token' },
    cases: {
      'keeps them where a value goes': { removes: 'a TXT one', asks: [read, read, put(true, 300, off)] },
      'keeps them where a value changes': {
        updates: [undefined, 'a 600 TXT new'],
        asks: [read, read, read, put(true, 600, { content: 'new' }, off)],
      },
      'adds a value beside those that are there, on or off': {
        creates: 'a TXT two',
        asks: [read, read, put(false, 300, { content: 'two' })],
      },
    },
  },
};

for (const [provider, row] of Object.entries(rows)) describeCases(provider, row);
