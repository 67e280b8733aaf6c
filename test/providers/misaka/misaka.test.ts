import { fromPresentation, needsQuotes, quoteTxt } from '../../../core/sdk/index.js';
import { allowOnly, asObject, describeProvider, refuse, setFake } from '../../../core/testing/index.js';

const base = 'https://api.misaka.io/dns';
const list = '/zones/{domain}/recordsets';
const one = '/zones/example.com/recordsets/a/TXT';
const theirs = { value: '"one"', meta: { x: 1 } };
const filters = [{ t: 1 }];

describeProvider('misaka', {
  options: { token: 'opaque-token' },
  refusal: 401,
  fake: setFake({
    base,
    credentials: { authorization: 'Token opaque-token' },
    missing: [404, { detail: 'Not found.' }],
    zones: { one: 'GET /zones/{domain}/settings' },
    sets: {
      list: `GET ${list}`,
      one: `GET ${list}/{name}/{type}`,
      create: `POST ${list}/{name}/{type}`,
      change: `PUT ${list}/{name}/{type}`,
      remove: `DELETE ${list}/{name}/{type}`,
      pages: { by: 'offset', parameter: 'offset', usual: 100, largest: 1000 },
      filters: { name: 'name' },
      toSet: ({ values, ...set }) => {
        const quoted = (text: string) => (set.type === 'TXT' && needsQuotes(text) ? quoteTxt(text) : text);
        return { ...set, enabled: true, records: values.map((text) => ({ value: quoted(text) })), filters: [] };
      },
      fromSet: (body: { ttl: number; records: { value: string }[] }, { name = '', type = '' }) => {
        allowOnly(asObject(body), ['ttl', 'records', 'filters']);
        const isBare = ({ value }: { value: string }) =>
          type === 'TXT' && /["\\]/.test(value) && !/^".*"$/s.test(value);
        if (body.records.some(isBare)) refuse(400, { detail: 'Enter a valid value.' });
        return { name, type, ttl: body.ttl, values: body.records.map(({ value }) => fromPresentation(type, value)) };
      },
      wrap({ items, total, next }) {
        const following = next === undefined ? null : `${base}/zones/example.com/recordsets?offset=${next}`;
        return { count: total, next: following, previous: null, results: items };
      },
    },
  }),
  cases: {
    'begins a set without filters': {
      creates: 'b 300 TXT two',
      sends: [
        'GET /zones/example.com/settings',
        'GET /zones/example.com/recordsets/b/TXT',
        ['POST /zones/example.com/recordsets/b/TXT', { ttl: 300, records: [{ value: 'two' }], filters: [] }],
      ],
    },
    'shows hosts without their final dots': {
      answers: {
        'GET /zones/example.com/recordsets': [
          200,
          { results: [{ name: 'b', type: 'CNAME', ttl: 60, records: [{ value: 'host.example.net.' }] }], next: null },
        ],
      },
      does: async (service) => (await service.list({})).map(({ content }) => content),
      gives: ['host.example.net'],
    },
    'sends what stands beside a value back as it was read': {
      creates: 'a 300 TXT two',
      answers: {
        [`GET ${one}`]: [200, { name: 'a', type: 'TXT', ttl: 60, records: [theirs], filters }],
        [`PUT ${one}`]: [200, {}],
      },
      sends: [
        'GET /zones/example.com/settings',
        `GET ${one}`,
        [`PUT ${one}`, { ttl: 60, records: [theirs, { value: 'two' }], filters }],
      ],
    },
  },
});
