import { fromPresentation, needsQuotes, quoteTxt } from '../../../core/sdk/index.js';
import {
  allowOnly,
  asObject,
  type Call,
  describeProvider,
  type FakeSet,
  refuse,
  setAt,
  setFake,
  writeSet,
} from '../../../core/testing/index.js';

const base = 'https://api.misaka.io/dns';
const list = '/zones/{domain}/recordsets';
const one = '/zones/example.com/recordsets/a/TXT';
const theirs = { value: '"one"', meta: { x: 1 } };
const filters = [{ t: 1 }];

function toSet({ name, type, ttl, values }: FakeSet) {
  const quoted = (text: string) => (type === 'TXT' && needsQuotes(text) ? quoteTxt(text) : text);
  return { name, type, ttl, enabled: true, records: values.map((text) => ({ value: quoted(text) })), filters: [] };
}

function fromSet(
  body: { readonly ttl: number; readonly records: readonly { readonly value: string }[] },
  { name = '', type = '' }: Call['params'],
): FakeSet {
  allowOnly(asObject(body), ['ttl', 'records', 'filters']);
  const isBare = ({ value }: { readonly value: string }) =>
    type === 'TXT' && /["\\]/.test(value) && !/^".*"$/s.test(value);
  if (body.records.length === 0 || body.records.some(isBare)) refuse(400, { detail: 'Enter a valid value.' });
  return { name, type, ttl: body.ttl, values: body.records.map(({ value }) => fromPresentation(type, value)) };
}

/** Makes a set that is there so, or adds to it. */
function change({ zone, body, params, query }: Call) {
  const sent = fromSet(body as Parameters<typeof fromSet>[0], params);
  const before = setAt(zone, sent) ?? refuse(404, { detail: 'Not found.' });
  const set = query.append === 'true' ? { ...sent, values: [...before.values, ...sent.values] } : sent;
  writeSet(zone, set);
  return toSet(set);
}

describeProvider('misaka', {
  options: { token: 'opaque-token' },
  refusal: 401,
  fake: setFake({
    base,
    credentials: { authorization: 'Token opaque-token' },
    missing: [404, { detail: 'Not found.' }],
    zones: {
      ...{ list: 'GET /zones', one: 'GET /zones/{domain}/settings', ignores: ['limit'] },
      wrap: ({ items }) => ({ results: items }),
    },
    sets: {
      list: `GET ${list}`,
      one: `GET ${list}/{name}/{type}`,
      create: `POST ${list}/{name}/{type}`,
      remove: `DELETE ${list}/{name}/{type}`,
      pages: { by: 'offset', parameter: 'offset', usual: 100, largest: 1000 },
      filters: { name: 'name' },
      ignores: ['search'],
      toSet,
      fromSet,
      wrap({ items, total, next }) {
        const following = next === undefined ? null : `${base}/zones/example.com/recordsets?offset=${next}`;
        return { count: total, next: following, previous: null, results: items };
      },
    },
    routes: { [`PUT ${list}/{name}/{type}`]: change },
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
