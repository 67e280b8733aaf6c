import { isDeepStrictEqual } from 'node:util';
import { basic, type Call, describeProvider, itemForm, restFake } from '../../../core/testing/index.js';

const form = itemForm({ form: { fields: { content: 'data', ttl: 'none' }, hasIds: false, dots: true } });
const cdn = { name: 'cdn', type: 'A', configRef: { id: 12 } };
const rest = { comment: 'a comment', dnssec: { enabled: true, dnssecKeyRef: { id: 3 } } };
const link = (id: number) => ({ id, link: `https://api.ngenix.net/api/v3/thing/${id}` });

function show({ zone }: Call): object {
  const items = zone.records.all().map(([, record]) => {
    const { none: _ttl, ...item } = form.toItem(record, undefined, zone);
    return item;
  });
  const dnssec = { enabled: true, dnssecKeyRef: link(3) };
  return { id: 71, modelName: 'DnsZone', ...rest, dnssec, records: [{ ...cdn, configRef: link(12) }, ...items] };
}

function save(call: Call): object {
  const { records, ...others } = call.body as { records: Record<string, unknown>[] };
  const [first, ...items] = records;
  if (!isDeepStrictEqual([first, others], [cdn, rest])) return [400, { code: 400, detail: 'changed' }];
  for (const [id] of call.zone.records.all()) call.zone.records.remove(id);
  for (const item of items) call.zone.records.insert(form.fromItem(item, call.zone));
  return show(call);
}

const found = ['GET /dns-zone?customerId=4321', 'GET /dns-zone/71'] as const;

describeProvider('ngenix', {
  exceptions: { 'gives a record the TTL that it was asked for': 'There are no TTLs.' },
  options: { username: 'me@example.org', token: 'opaque-token', customerId: '4321' },
  refusal: 401,
  fake: restFake({
    base: 'https://api.ngenix.net/api/v3',
    credentials: basic('me@example.org/token', 'opaque-token'),
    refused: [401, { code: 401, detail: 'Unauthorized' }],
    zones: {
      list: 'GET /dns-zone',
      item: ({ id, name }) => ({ id: Number(id), name }),
      wrap: ({ items }) => ({ modelName: 'DnsZoneCollection', elements: items }),
      ignores: ['customerId'],
    },
    records: { form: {} },
    routes: { 'GET /dns-zone/{zone}': show, 'PATCH /dns-zone/{zone}': save },
  }),
  refusals: [[401, { code: 401, detail: 'Unauthorized' }, ['AUTHENTICATION', /Unauthorized/]]],
  cases: {
    'writes all records, references by their ids, and what else the zone has': {
      given: ['@ MX 10 mail.example.net'],
      creates: 'a 60 TXT one',
      sends: [
        ...found,
        [
          'PATCH /dns-zone/71',
          {
            records: [
              cdn,
              { name: '@', type: 'MX', data: '10 mail.example.net.' },
              { name: 'a', type: 'TXT', data: 'one' },
            ],
            ...rest,
          },
        ],
      ],
    },
  },
});
