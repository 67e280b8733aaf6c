import { fullName, relativeName } from '../../../core/sdk/index.js';
import {
  asObject,
  type Call,
  cut,
  describeProvider,
  jsonAnswer,
  refuse,
  routedFake,
} from '../../../core/testing/index.js';

const options = {
  ...{ serverUrl: 'https://bam.example.net', username: 'me', password: 'opaque-password' },
  ...{ configName: 'Main', dnsView: 'public' },
};
const nothing = { id: 0, name: null, type: null, properties: null };
const known = { '0 Main Configuration': 1, '1 public View': 2, '2 com Zone': 3 } as Readonly<Record<string, number>>;

/** Zones are found label by label; of several records of a name it is the first. */
function byName({ query: { parentId = '', name = '', type = '' }, account, zone }: Call) {
  if (type === 'TXTRecord') return entities({ zone }).find((entity) => entity.name === name) ?? nothing;
  const parent = parentId === '3' ? 'com' : account.zone('id', parentId)?.name;
  const id = known[`${parentId} ${name} ${type}`] ?? account.zone('name', `${name}.${parent}`)?.id ?? 0;
  return id === 0 ? nothing : { id: Number(id), name, type, properties: '' };
}

function entities({ zone }: Pick<Call, 'zone'>) {
  return zone.records.all().flatMap(([id, { type, name, content, ttl }]) => {
    const properties = `ttl=${ttl}|absoluteName=${fullName(name, zone.name)}|txt=${content.replaceAll('|', '\\|')}|`;
    return type === 'TXT' ? [{ id: Number(id), name: name === '@' ? '' : name, type: 'TXTRecord', properties }] : [];
  });
}

function list(call: Call) {
  const { name, type, start, count } = call.query;
  const found = entities(call).filter((entity) => type === 'TXTRecord' && entity.name === (name ?? entity.name));
  const paging = { by: 'offset', parameter: 'start', size: 'count', usual: 10, largest: 1000 } as const;
  const { items } = cut(found, { start: start ?? '', count: count ?? '' }, paging);
  // Of some the properties are left out.
  return items.map((entity) => (name === undefined && entity.id % 50 === 1 ? { ...entity, properties: null } : entity));
}

function add({ body, zone }: Call) {
  const { name, type, properties } = asObject(body);
  const [, ttl, absolute = '', content = ''] =
    /^ttl=(\d+)\|absoluteName=([^|]+)\|txt=(.*)\|$/s.exec(String(properties)) ?? [];
  const own = relativeName(absolute, zone.name);
  if (type !== 'TXTRecord' || (own === '@' ? '' : own) !== name) refuse(500, 'Invalid entity');
  const record = { type: 'TXT', name: own, content: content.replaceAll('\\|', '|'), ttl: Number(ttl) };
  return jsonAnswer(Number(zone.records.insert(record)));
}

const entityById = (call: Call) => entities(call).find(({ id }) => String(id) === call.query.id) ?? nothing;
const found = [
  'GET /login?username=me&password=opaque-password',
  'GET /getEntityByName?parentId=0&name=Main&type=Configuration',
  'GET /getEntityByName?parentId=1&name=public&type=View',
  'GET /getEntityByName?parentId=2&name=com&type=Zone',
  'GET /getEntityByName?parentId=3&name=example&type=Zone',
];
const read = 'GET /getEntitiesByName?parentId=71&name=a&type=TXTRecord&start=0&count=1000';
const entity = { name: 'a', type: 'TXTRecord', properties: 'ttl=300|absoluteName=a.example.com|txt=x\\|y=z|' };
const deploy = 'POST /quickDeploy?entityId=71';

describeProvider('bluecat', {
  options,
  refusal: 401,
  fake: routedFake({
    base: 'https://bam.example.net/Services/REST/v1',
    logins: {
      'GET /login': {
        sends: ({ url }) =>
          url.searchParams.get('username') === 'me' && url.searchParams.get('password') === 'opaque-password',
        gives: jsonAnswer('Session Token-> BAMAuthToken: opaque= <- for User : me'),
      },
    },
    credentials: { authorization: 'BAMAuthToken: opaque=' },
    zoneOf: ({ query: { parentId, entityId = parentId } }) => (Number(entityId) > 3 ? { id: entityId } : undefined),
    routes: {
      'GET /logout': () => jsonAnswer('User me was logged out successfully.'),
      'GET /getEntityByName': byName,
      'GET /getEntityById': entityById,
      'GET /getEntities': list,
      'GET /getEntitiesByName': list,
      'POST /addEntity': add,
      'DELETE /delete': ({ query, zone }) =>
        zone.records.remove(query.objectId ?? '') ? [200] : refuse(500, 'Object was not found'),
      'POST /quickDeploy': () => [200],
    },
  }),
  refusals: [
    [200, JSON.stringify('Authentication Error: Ensure that'), ['AUTHENTICATION', /Ensure that/], 'GET /login'],
  ],
  cases: {
    'deploys what it has written, whatever stands in it': {
      given: ['a TXT two'],
      creates: 'a 300 TXT x|y=z',
      removes: 'a TXT x|y=z',
      sends: [
        ...found,
        read,
        ['POST /addEntity?parentId=71', entity],
        deploy,
        read,
        'DELETE /delete?objectId=2',
        deploy,
      ],
      leaves: ['a TXT two'],
    },
    'tells where a record was not removed': {
      given: ['a TXT two'],
      removes: 'a TXT two',
      answers: { DELETE: [403, 'You may not'] },
      fails: 'AUTHENTICATION',
    },
    'says that there is no such view': {
      options: { ...options, dnsView: 'other' },
      fails: ['CONFIG', /no view other/],
    },
    'says that there is no such configuration': {
      options: { ...options, configName: 'other' },
      fails: ['CONFIG', /no configuration other/],
    },
  },
});
