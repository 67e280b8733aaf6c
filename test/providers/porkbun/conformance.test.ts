import { describeProvider } from '../../../core/testing/describe-provider.js';
import { every, field, jsonAnswer, restFake } from '../../../core/testing/fakes/index.js';

describeProvider('porkbun', {
  options: { key: 'pk1_opaque-key', secret: 'sk1_opaque-secret' },
  isRead: ({ url }) => url.pathname.includes('/retrieve/'),
  fake: restFake({
    base: 'https://api.porkbun.com/api/json/v3/dns',
    credentials: every(field('apikey', 'pk1_opaque-key'), field('secretapikey', 'sk1_opaque-secret')),
    refused: jsonAnswer({ status: 'ERROR', message: 'Invalid API key. (002)' }, 400),
    missing: jsonAnswer({ status: 'ERROR', message: 'Invalid domain.' }, 400),
    records: {
      list: 'POST /retrieve/{domain}',
      create: 'POST /create/{domain}',
      change: 'POST /edit/{domain}/{id}',
      remove: 'POST /delete/{domain}/{id}',
      form: { apex: '', priority: { MX: 'prio', SRV: 'prio' } },
      extra: ['apikey', 'secretapikey'],
      wrap: ({ items }) => ({ status: 'SUCCESS', records: items }),
      gone: jsonAnswer({ status: 'ERROR', message: 'Invalid record ID.' }, 400),
      done: () => ({ status: 'SUCCESS' }),
    },
  }),
});
