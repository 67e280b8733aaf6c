import { basic, describeProvider, recordHandlers, refuse, routedFake } from '../../../core/testing/index.js';

const { list, add, alter, drop } = recordHandlers({
  form: {
    fields: { id: 'record_id', type: 'rtype', name: 'rname', content: 'rdata' },
    apex: '',
    priority: { MX: 'prio', SRV: 'prio' },
  },
  show: (item) => ({ prio: '0', ...item, ttl: String(item.ttl) }),
  wrap: ({ items }) => ({ status: 200, records: items }),
  duplicate: [400, { message: 'this record already exists' }],
});

describeProvider('dnspark', {
  exceptions: { 'gives a record the TTL that it was asked for': 'A new record has the TTL of its zone.' },
  options: { username: 'me', token: 'opaque-token' },
  fake: routedFake({
    base: 'https://api.dnspark.com/v2',
    credentials: basic('me', 'opaque-token'),
    routes: {
      // A zone by its id or by its name.
      'GET /dns/{key}': (call) => {
        const { key = '' } = call.params;
        const isId = /^\d+$/.test(key);
        const zone = call.account.zone(isId ? 'id' : 'name', key) ?? refuse(404, { message: 'no such zone' });
        return isId ? list({ ...call, zone }) : { status: 200, records: [], additional: { domain_id: zone.id } };
      },
      'POST /dns/{zone}': add,
      'PUT /dns/{id}': alter,
      'DELETE /dns/{id}': drop,
    },
  }),
  refusals: [
    [400, { status: 400, message: 'It already exists' }, 'RECORD_EXISTS'],
    [404, { status: 404, message: 'No records located.' }, 'ZONE_NOT_FOUND'],
  ],
  cases: {
    'creates with the relative name, without a TTL': {
      creates: '_acme-challenge 60 TXT token',
      sends: ['GET /dns/example.com', ['POST /dns/71', { rname: '_acme-challenge', rtype: 'TXT', rdata: 'token' }]],
    },
    'sends the priority of MX apart, and takes a duplicate for success': {
      creates: '@ 60 MX 10 mail.example.org',
      answers: { 'POST /dns/71': [400, { status: 400, message: 'Duplicate record.' }] },
      sends: [
        'GET /dns/example.com',
        ['POST /dns/71', { rname: '', rtype: 'MX', rdata: 'mail.example.org', prio: 10 }],
      ],
    },
    lists: { given: ['a 3600 TXT one'], lists: { type: 'TXT', name: 'a' }, gives: ['1 a.example.com 3600 TXT one'] },
    'updates with a TTL': {
      given: ['a TXT one'],
      updates: ['1', 'b 600 TXT new'],
      sends: ['GET /dns/example.com', ['PUT /dns/1', { rname: 'b', rtype: 'TXT', rdata: 'new', ttl: 600 }]],
    },
    'removes one of two values and leaves the other': {
      given: ['a TXT one', 'a TXT two'],
      removes: 'a TXT one',
      sends: ['GET /dns/example.com', 'GET /dns/71', 'DELETE /dns/1'],
    },
  },
});
