import { asObject, describeProvider, restFake } from '../../../core/testing/index.js';

const done = (result: object) => ({ ok: true, result });
const refusal = (error: string) => [400, { ok: false, error }] as const;
const find = 'GET /header/dns/getzones';
const list = 'GET /header/dns/getrecords?domain=example.com';
const form = (name: string, value: string, more = '') =>
  `domain=example.com&name=${name}&type=TXT&value=${value}${more}`;

describeProvider('nanelo', {
  options: { token: 'opaque-token' },
  fake: restFake({
    base: 'https://api.nanelo.com/v1',
    // The key may stand in the path as well.
    credentials: ({ url, headers }) =>
      /\/opaque-token\//.test(url.pathname) ||
      (/\/header\//.test(url.pathname) && headers['x-api-key'] === 'opaque-token'),
    refused: refusal('Invalid API Key. You can find the API documentation at nanelo.com/docs'),
    missing: refusal('Invalid Domain'),
    zoneOf: ({ query, body = query }) => ({ name: asObject(body).domain ?? 'example.com' }),
    records: {
      list: 'GET /{key}/dns/getrecords',
      create: 'POST /{key}/dns/addrecord',
      remove: 'POST /{key}/dns/deleterecord',
      form: { fields: { content: 'value' }, hasIds: false, names: 'full' },
      ignores: ['domain'],
      sent({ body, query, zone }) {
        const { domain: _zone, name, ...item } = asObject(body ?? query);
        // `example.com` is a name within the zone as well.
        return { ...item, name: name === '@' ? zone.name : `${name}.${zone.name}` };
      },
      show: (item) => ({ priority: null, system_record: false, ...item }),
      wrap: ({ items }) => done({ records: items }),
      done: () => done({ text: 'This was done successfully.' }),
      gone: refusal("Couldn't delete DNS Record. No matching Records found."),
    },
    routes: { 'GET /{key}/dns/getzones': ({ account }) => done({ zones: account.zones.map(({ name }) => name) }) },
  }),
  cases: {
    'creates by the name within the zone, and removes by the value': {
      given: ['@ TXT other'],
      creates: '@ 300 TXT one',
      removes: '@ TXT one',
      sends: [
        find,
        list,
        ['POST /header/dns/addrecord', form('@', 'one', '&ttl=300')],
        list,
        ['POST /header/dns/deleterecord', form('@', 'one')],
      ],
    },
  },
});
