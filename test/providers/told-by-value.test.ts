import { type CasesTest, describeCases } from '../../core/testing/describe-provider.js';

const naneloZones = { request: 'GET /getzones', answer: { ok: true, result: { zones: ['example.com'] } } };
const naneloRecords = (type: string, value: string) => ({
  request: 'GET /getrecords?domain=example.com',
  answer: { ok: true, result: { records: [{ name: 'a.example.com', type, value, ttl: 300, priority: null }] } },
});
const naneloChange = (what: string, type: string, value: string, more = '') => ({
  request: `POST /${what}record`,
  body: `domain=example.com&name=a&type=${type}&value=${value}${more}`,
  answer: { ok: true, result: { text: 'Done.' } },
});

/** Services that tell a record by what stands in it. */
const rows: Readonly<Record<string, CasesTest>> = {
  nanelo: {
    base: 'https://api.nanelo.com/v1/header/dns',
    options: { token: 'opaque-token' },
    cases: {
      'removes a value as it stands': {
        asks: [
          ...[naneloZones, naneloRecords('CNAME', 'B.example.net.')],
          naneloChange('delete', 'CNAME', 'B.example.net.'),
        ],
        removes: 'a CNAME B.example.net',
      },
      // A removal takes no heed of the case.
      'removes the old value before the new one comes': {
        asks: [
          ...[naneloZones, naneloRecords('TXT', 'One')],
          ...[naneloChange('delete', 'TXT', 'One'), naneloChange('add', 'TXT', 'one', '&ttl=60')],
        ],
        updates: ['TXT/a/T25l', 'a 60 TXT one'],
      },
    },
  },
};

for (const [provider, row] of Object.entries(rows)) describeCases(provider, row);
