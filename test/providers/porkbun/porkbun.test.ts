import { isFailure } from '../../../core/sdk/index.js';
import { asObject, describeProvider, every, field, restFake } from '../../../core/testing/index.js';

const credential = { apikey: 'pk1_opaque-key', secretapikey: 'sk1_opaque-secret' };
const refusal = (message: string) => ({ status: 'ERROR', message });
const found = [['POST /retrieve/example.com', credential]] as const;
const item = (name: string, content: string, ttl: number) => ({ ...credential, name, type: 'TXT', content, ttl });
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
      done: (item) => ({ status: 'SUCCESS', id: item && Number(asObject(item).id) }),
    },
  }),
  refusals: [
    [400, refusal('Invalid domain.'), 'ZONE_NOT_FOUND'],
    [400, refusal('Domain is not opted in to API access.'), isToBeAllowed],
    [400, refusal('Invalid API key. (002)'), 'AUTHENTICATION'],
    [400, refusal('Something else'), 'API'],
  ],
  cases: {
    'creates, changes and removes text': {
      given: ['a TXT one'],
      creates: 'a 60 TXT two',
      updates: ['1', '@ 700 TXT new'],
      removes: 'a TXT two',
      sends: [
        ...[...found, ...found, ['POST /create/example.com', item('a', 'two', 600)] as const],
        ['POST /edit/example.com/1', item('', 'new', 700)],
        ...[...found, ['POST /delete/example.com/2', credential] as const],
      ],
    },
    'lists the apex, and priorities of MX': {
      given: ['@ 600 MX 10 mail', 'a 600 TXT x'],
      updates: ['1', '@ 600 MX 5 mail'],
      lists: {},
      gives: ['1 example.com 600 MX 5 mail', '2 a.example.com 600 TXT x'],
    },
  },
});
