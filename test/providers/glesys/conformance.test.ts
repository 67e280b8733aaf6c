import { describeProvider } from '../../../core/testing/describe-provider.js';
import { asObject, basic, recordHandlers, routedFake } from '../../../core/testing/fakes/index.js';

const done = () => ({ response: { status: { code: 200, text: 'OK' } } });
const { list, add, alter, drop } = recordHandlers({
  form: { fields: { id: 'recordid', name: 'host', content: 'data' } },
  numericIds: true,
  extra: ['domainname'],
  wrap: ({ items }) => ({ response: { records: items } }),
  ignores: ['format'],
  idOf: ({ body }) => asObject(body).recordid,
  done,
});

describeProvider('glesys', {
  options: { username: 'cl12345', token: 'opaque-token' },
  isRead: ({ url }) => url.pathname.includes('/list'),
  fake: routedFake({
    base: 'https://api.glesys.com/domain',
    credentials: basic('cl12345', 'opaque-token'),
    routes: {
      'GET /list': ({ account }) => ({
        response: { domains: account.zones.map(({ name }) => ({ domainname: name })) },
      }),
      'POST /listrecords': list,
      'POST /addrecord': add,
      'POST /updaterecord': alter,
      'POST /deleterecord': drop,
    },
  }),
});
