import { asObject, basic, describeProvider, recordHandlers, routedFake } from '../../../core/testing/index.js';

const answer = (inner: object, text = 'OK') => ({ response: { status: { code: 200, text }, ...inner } });
const { list, add, alter, drop } = recordHandlers({
  form: { fields: { id: 'recordid', name: 'host', content: 'data' } },
  numericIds: true,
  extra: ['domainname'],
  show: (item) => ({ ...item, domainname: 'example.com' }),
  wrap: ({ items }) => answer({ records: items }),
  ignores: ['format'],
  idOf: ({ body }) => asObject(body).recordid,
  done: (record) => answer({ record }),
});
const json = '?format=json';
const found = [`GET /list${json}`, [`POST /listrecords${json}`, { domainname: 'example.com' }]] as const;
const item = (data: string) => ({ host: '_acme-challenge', type: 'TXT', data, ttl: 60 });

describeProvider('glesys', {
  options: { username: 'cl12345', token: 'opaque-token' },
  isRead: ({ url }) => url.pathname.includes('/list'),
  fake: routedFake({
    base: 'https://api.glesys.com/domain',
    credentials: basic('cl12345', 'opaque-token'),
    routes: {
      'GET /list': ({ account }) => answer({ domains: account.zones.map(({ name }) => ({ domainname: name })) }),
      'POST /listrecords': list,
      'POST /addrecord': add,
      'POST /updaterecord': alter,
      'POST /deleterecord': drop,
    },
  }),
  refusals: [[401, answer({}, 'Invalid API key.'), ['AUTHENTICATION', /Invalid API key/]]],
  cases: {
    'creates a record with a relative host, after a look whether it is there': {
      given: ['_acme-challenge TXT one'],
      creates: '_acme-challenge.example.com. 60 TXT two',
      sends: [...found, [`POST /addrecord${json}`, { domainname: 'example.com', ...item('two') }]],
    },
    'makes no second record of the same content': {
      given: ['_acme-challenge TXT one'],
      creates: '_acme-challenge 60 TXT one',
      sends: found,
    },
    'lists relative and full hosts alike': {
      given: ['@ MX 10 mail.example.com.', 'a TXT x'],
      answers: {
        'POST /listrecords': [[200, answer({ records: [{ recordid: 3, ...item('y'), host: 'b.example.com' }] })]],
      },
      does: async (service) => {
        const [full] = await service.list({});
        const [mail, relative] = await service.list({});
        return [full?.name, mail?.name, mail?.content, relative?.name];
      },
      gives: ['b.example.com', 'example.com', '10 mail.example.com', 'a.example.com'],
    },
    'updates by name': {
      given: ['_acme-challenge TXT one'],
      updates: [undefined, '_acme-challenge 60 TXT new'],
      sends: [...found, [`POST /updaterecord${json}`, { recordid: 1, ...item('new') }]],
    },
    'removes one of two values and leaves the other': {
      given: ['_acme-challenge TXT one', '_acme-challenge TXT two'],
      removes: '_acme-challenge TXT one',
      sends: [...found, [`POST /deleterecord${json}`, { recordid: 1 }]],
    },
  },
});
