import { isFailure } from '../../../core/sdk/index.js';
import { describeProvider, every, field, restFake } from '../../../core/testing/index.js';

const credential = { apikey: 'pk1_opaque-key', secretapikey: 'sk1_opaque-secret' };
const refusal = (message: string) => ({ status: 'ERROR', message });
const found = [['POST /retrieve/example.com', credential]] as const;
const isToBeAllowed = (error: unknown) => isFailure(error, 'AUTHENTICATION') && /API Access/.test(error.hint ?? '');

describeProvider('porkbun', {
  options: { key: 'pk1_opaque-key', secret: 'sk1_opaque-secret' },
  isRead: ({ url }) => url.pathname.includes('/retrieve/'),
  fake: restFake({
    base: 'https://api.porkbun.com/api/json/v3/dns',
    credentials: every(field('apikey', 'pk1_opaque-key'), field('secretapikey', 'sk1_opaque-secret')),
    refused: [400, refusal('Invalid API key. (002)')],
    missing: [400, refusal('Invalid domain.')],
    records: {
      list: 'POST /retrieve/{domain}',
      create: 'POST /create/{domain}',
      change: 'POST /edit/{domain}/{id}',
      remove: 'POST /delete/{domain}/{id}',
      form: { apex: '', priority: { MX: 'prio', SRV: 'prio' } },
      extra: ['apikey', 'secretapikey'],
      // Names are full in answers, numbers are text, and every type has a priority.
      show: (item) => ({
        ...{ ...item, name: item.name === '' ? 'example.com' : `${item.name}.example.com`, notes: null },
        ...{ ttl: String(item.ttl), prio: String(item.prio ?? 10) },
      }),
      wrap: ({ items }) => ({ status: 'SUCCESS', records: items }),
      gone: [400, refusal('Invalid record ID.')],
      done: () => ({ status: 'SUCCESS' }),
    },
  }),
  refusals: [
    [400, refusal('Invalid domain.'), 'ZONE_NOT_FOUND'],
    [400, refusal('Domain is not opted in to API access.'), isToBeAllowed],
    [400, refusal('Invalid API key. (002)'), 'AUTHENTICATION'],
    [400, refusal('Something else'), 'API'],
  ],
  cases: {
    'looks first, then creates': {
      given: ['a TXT one'],
      creates: 'a 60 TXT two',
      sends: [
        ...[...found, ...found],
        ['POST /create/example.com', { ...credential, name: 'a', type: 'TXT', content: 'two', ttl: 600 }],
      ],
    },
    'lists the apex, and priorities of MX': {
      given: ['@ 600 MX 10 mail', 'a 600 TXT x'],
      lists: {},
      gives: ['1 example.com 600 MX 10 mail', '2 a.example.com 600 TXT x'],
    },
    'updates a record': {
      given: ['@ MX 10 mail'],
      updates: ['1', '@ 600 MX 5 mail'],
      sends: [
        ...found,
        ['POST /edit/example.com/1', { ...credential, name: '', type: 'MX', content: 'mail', ttl: 600, prio: 5 }],
      ],
    },
    'removes one of two values and leaves the other': {
      given: ['a TXT one', 'a TXT two'],
      removes: 'a TXT two',
      sends: [...found, ...found, ['POST /delete/example.com/2', credential]],
    },
  },
});
