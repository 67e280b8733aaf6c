import { bearer, describeProvider, type FakeSet, refuse, setFake } from '../../../core/testing/index.js';

const fields: Readonly<Record<string, string>> = { A: 'ip', AAAA: 'ip', CNAME: 'host', TXT: 'text' };
const records = '/zones/example.com/dns-records';
const [zone, list] = ['GET /zones/example.com?teamID=t', `GET ${records}?teamID=t`] as const;
const contents = (type: string, values: readonly string[]) => values.map((value) => ({ [fields[type] ?? 'x']: value }));
const item = (...texts: readonly string[]) => ({ name: 'a', type: 'TXT', ttl: 120, contents: contents('TXT', texts) });
const soa = { id: '1', name: '@', type: 'SOA', ttl: 3600, contents: [{}] };
const several = { [list]: [200, { data: [soa, { id: '2', ...item('x') }, { id: '3', ...item('y') }] }] } as const;

/** Each type has a field of its own. */
function fromSet({ name, type, ttl, contents: given }: ReturnType<typeof item>): FakeSet {
  const values = given.map((content) => content[fields[type] ?? 'x'] ?? '');
  const isGood = JSON.stringify(contents(type, values)) === JSON.stringify(given) && ttl >= 120 && ttl <= 432_000;
  return isGood ? { name, type, ttl, values } : refuse(400, { statusCode: 400, message: 'this is no record' });
}

describeProvider('liara', {
  options: { apiKey: 'opaque-api-key', teamId: 't' },
  refusal: 401,
  fake: setFake({
    base: 'https://dns-service.iran.liara.ir/api/v1',
    credentials: (request) => bearer('opaque-api-key')(request) && request.url.searchParams.get('teamID') === 't',
    zones: { one: 'GET /zones/{domain}', item: ({ name }) => ({ data: { name, status: 'ACTIVE' } }) },
    sets: {
      list: 'GET /zones/{domain}/dns-records',
      create: 'POST /zones/{domain}/dns-records',
      change: 'PUT /zones/{domain}/dns-records/{type}~{name}',
      remove: 'DELETE /zones/{domain}/dns-records/{type}~{name}',
      fromSet,
      toSet: ({ values, ...set }) => ({ ...set, id: `${set.type}~${set.name}`, contents: contents(set.type, values) }),
      wrap: ({ items }) => ({ status: 'success', data: items }),
      wrapOne: (data) => ({ status: 'success', data }),
      ignores: ['teamID'],
    },
  }),
  cases: {
    'adds values to the record of a name': {
      given: ['a 120 TXT one'],
      creates: 'a 120 TXT two',
      sends: [zone, list, [`PUT ${records}/TXT~a?teamID=t`, item('one', 'two')]],
    },
    'takes several records of a name together, and drops the others last': {
      removes: 'a TXT x',
      answers: { ...several, [`PUT ${records}/2`]: [200, {}], [`DELETE ${records}/3`]: [204] },
      sends: [zone, list, [`PUT ${records}/2?teamID=t`, item('y')], `DELETE ${records}/3?teamID=t`],
    },
    'lists nothing of types that it does not know': {
      lists: {},
      answers: several,
      gives: ['TXT/a/eA a.example.com 120 TXT x', 'TXT/a/eQ a.example.com 120 TXT y'],
    },
  },
});
