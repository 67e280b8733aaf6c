import { describeProvider, idOfRecord, itemForm, restFake, setForm, setsOf } from '../../../core/testing/index.js';

interface Op {
  readonly op: string;
  readonly record: Readonly<Record<string, unknown>>;
}

const sets = setForm({ value: { field: 'rdata', shown: { protected: false } } });
const items = itemForm({
  form: { fields: { content: 'rdata' }, hasIds: false, quotes: 'always', dots: true },
});

const records = '/v1/dns/example.com/records';
const record = { name: '_acme-challenge', type: 'TXT', rdata: '"one"', ttl: 60 };
const sent = (op: string) => [`PATCH ${records}`, { ops: [{ op, record }] }] as const;

describeProvider('opusdns', {
  options: { apiKey: 'opaque-api-key', endpoint: 'https://api.opusdns.com' },
  refusal: 401,
  fake: restFake({
    base: 'https://api.opusdns.com',
    credentials: { 'x-api-key': 'opaque-api-key' },
    missing: [404, { type: 'about:blank', title: 'Not Found', detail: 'Zone not found.' }],
    routes: {
      'GET /v1/dns/{domain}': ({ zone }) => ({
        name: zone.name,
        dnssec_status: 'disabled',
        rrsets: setsOf(zone).map((set) => sets.toSet(set, zone)),
      }),
      'PATCH /v1/dns/{domain}/records': ({ zone, body }) => {
        for (const { op, record } of (body as { ops: Op[] }).ops) {
          const read = items.fromItem(record, zone);
          const id = idOfRecord(zone, read);
          if (op === 'remove' && id !== undefined) zone.records.remove(id);
          if (op === 'upsert' && id === undefined) zone.records.insert(read);
        }
        return [204];
      },
    },
  }),
  refusals: [
    [
      403,
      { title: 'Forbidden', detail: 'Insufficient permissions for this zone.' },
      ['AUTHENTICATION', /Insufficient permissions|Forbidden/],
    ],
  ],
  cases: {
    'adds and removes one value without reading': {
      given: ['_acme-challenge TXT two'],
      creates: '_acme-challenge 60 TXT one',
      removes: '_acme-challenge TXT one',
      sends: ['GET /v1/dns/example.com', ...['upsert', 'remove'].map(sent)],
      leaves: ['_acme-challenge TXT two'],
    },
  },
});
