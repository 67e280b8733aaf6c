import { describeProvider } from '../../../core/testing/index.js';
import { zonomiFake } from '../families/zonomi.js';

const doctype = "<!DOCTYPE html [<!ENTITY nbsp '&#160;'><!ENTITY trade '&#8482;'>]>";
const key = 'GET ?api_key=opaque-token';
const refusal = (words: string) => `<?xml version ="1.0"  ?>${doctype}<error>${words}</error>`;
const zone = `${key}&action=QUERY&name=**.example.com&type=SOA`;
const read = (type: string) => `${key}&action=QUERY&name=a.example.com&type=${type}`;
const set = (place: number, type: string, value: string, ttl: number) =>
  `action[${place}]=SET&name[${place}]=a.example.com&type[${place}]=${type}&value[${place}]=${value}&ttl[${place}]=${ttl}`;

describeProvider('zonomi', {
  options: { token: 'opaque-token', entrypoint: 'zonomi' },
  isRead: ({ url }) => url.searchParams.get('action') === 'QUERY',
  fake: zonomiFake('https://zonomi.com/app/dns/dyndns.jsp'),
  // None is repeated, though the status is 500.
  refusals: [
    [500, refusal('ERROR: No zone found for example.com'), 'ZONE_NOT_FOUND'],
    [500, refusal('ERROR: Invalid API key'), 'AUTHENTICATION'],
    [500, refusal('ERROR: something'), 'API'],
    [401, refusal('ERROR: something'), 'AUTHENTICATION'],
  ],
  cases: {
    'does not repeat what was refused with 500': {
      answers: { GET: [500, refusal('ERROR: something')] },
      sends: [zone],
      fails: 'API',
    },
    'sets a single value plainly': {
      creates: 'a 60 TXT x&y',
      sends: [zone, read('TXT'), `${key}&action=SET&type=TXT&name=a.example.com&value=x%26y&ttl=60`],
    },
    'sets the values that stand there along with the new one': {
      given: ['a 300 TXT one'],
      creates: 'a 60 TXT two',
      sends: [zone, read('TXT'), `${key}&${set(1, 'TXT', 'one', 300)}&${set(2, 'TXT', 'two', 60)}`],
    },
    'sets both values of one name in one request, and nothing where they are there': {
      async does(service) {
        const drafts = ['one', 'two'].map((content) => ({ type: 'TXT', name: 'a', content, ttl: 60 }));
        await service.createAll(drafts);
        await service.createAll(drafts);
      },
      sends: [zone, read('TXT'), `${key}&${set(1, 'TXT', 'one', 60)}&${set(2, 'TXT', 'two', 60)}`, read('TXT')],
    },
    'keeps priorities of other MX records': {
      given: ['a 300 MX 10 mail.example.com'],
      creates: 'a 60 MX 20 backup.example.com',
      sends: [
        ...[zone, read('MX')],
        `${key}&${set(1, 'MX', 'mail.example.com', 300)}&prio[1]=10&${set(2, 'MX', 'backup.example.com', 60)}&prio[2]=20`,
      ],
    },
    'removes one of two values by its value, without reading': {
      given: ['a TXT one', 'a TXT two'],
      removes: 'a TXT two',
      sends: [zone, `${key}&action=DELETE&type=TXT&name=a.example.com&value=two`],
      leaves: ['a TXT one'],
    },
    'removes one of two that differ in their priority by setting the other again': {
      given: ['a 300 MX 10 mx.example.net', 'a 300 MX 20 mx.example.net', 'a 300 MX 30 other.example.net'],
      removes: 'a MX 20 MX.example.net.',
      sends: [
        ...[zone, read('MX')],
        `${key}&${set(1, 'MX', 'mx.example.net', 300)}&prio[1]=10&${set(2, 'MX', 'other.example.net', 300)}&prio[2]=30`,
      ],
    },
    'removes nothing where only one of another priority is there': {
      given: ['a 300 MX 10 mx.example.net'],
      removes: 'a MX 20 mx.example.net',
      sends: [zone, read('MX')],
    },
    'removes by the value alone where no priority is told': {
      given: ['a 300 MX 10 mx.example.net'],
      removes: 'a MX mx.example.net',
      sends: [zone, `${key}&action=DELETE&type=MX&name=a.example.com&value=mx.example.net`],
      leaves: [],
    },
    'updates by removing the old value and adding the new one': {
      given: ['a TXT old'],
      updates: [undefined, 'a 60 TXT new'],
      sends: [
        ...[zone, read('TXT'), `${key}&action=QUERY&name=**.example.com`],
        ...[`${key}&action=DELETE&type=TXT&name=a.example.com&value=old`, read('TXT')],
        `${key}&action=SET&type=TXT&name=a.example.com&value=new&ttl=60`,
      ],
    },
    'speaks to RimuHosting': {
      options: { token: 'opaque-token', entrypoint: 'rimuhosting' },
      asks: [
        {
          request: zone.replace(' ', ' https://rimuhosting.com/dns/dyndns.jsp'),
          answer: `<?xml version ="1.0"  ?>${doctype}<dnsapi_result><is_ok>OK:</is_ok><actions><action><record name="example.com" type="SOA" content="ns1" ttl="300 seconds" prio="0"/></action></actions></dnsapi_result>`,
        },
      ],
      gives: 'example.com',
    },
  },
});
