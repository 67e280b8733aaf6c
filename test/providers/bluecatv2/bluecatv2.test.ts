import { asObject, describeProvider, refuse, restFake } from '../../../core/testing/index.js';

const options = {
  ...{ serverUrl: 'https://bam.example.net/', username: 'me', password: 'opaque-password' },
  ...{ configName: 'Main', viewName: 'public' },
};
const filter = "absoluteName:eq('example.com') and configuration.name:eq('Main') and view.name:eq('public')";
const found = ['POST /sessions', { username: 'me', password: 'opaque-password' }] as const;
const zone = `GET /zones?filter=${encodeURIComponent(filter)}`;
const records = '/zones/71/resourceRecords';
const list = `GET ${records}?limit=1000&offset=0`;
const deployed = ['POST /zones/71/deployments', { type: 'QuickDeployment' }] as const;
const text = { type: 'TXTRecord', name: 'a', text: 'one', ttl: 300, recordType: 'TXT' };
const types = { TXT: 'TXTRecord', A: 'HostRecord', CNAME: 'AliasRecord', MX: 'MXRecord' };
const refusal = (status: number, code: string) => [status, { status, reason: 'No', code, message: 'Not so.' }] as const;

describeProvider('bluecatv2', {
  options,
  refusal: 401,
  fake: restFake({
    base: 'https://bam.example.net/api/v2',
    logins: {
      'POST /sessions': {
        sends: found[1],
        gives: [201, { apiToken: 'x', basicAuthenticationCredentials: 'b3BhcXVl' }],
      },
    },
    credentials: { authorization: 'Basic b3BhcXVl' },
    refused: refusal(401, 'InvalidAuthorizationToken'),
    missing: refusal(404, 'ResourceNotFound'),
    records: {
      at: '/zones/{zone}/resourceRecords',
      remove: 'DELETE /resourceRecords/{id}',
      form: { types, fields: { content: 'text' }, apex: '' },
      numericIds: true,
      extra: ['recordType'],
      pages: { by: 'offset', parameter: 'offset', size: 'limit', usual: 1000, largest: 100_000 },
      show: ({ name, ...item }, call) => ({
        ...item,
        name,
        absoluteName: name === '' ? call.zone.name : `${name}.${call.zone.name}`,
      }),
      wrap: ({ items }) => ({ count: items.length, data: items }),
    },
    routes: {
      'GET /zones': ({ query, account }) => {
        const name =
          /^absoluteName:eq\('(.*?)'\) and configuration.name:eq\('Main'\) and view.name:eq\('public'\)$/.exec(
            query.filter ?? '',
          )?.[1];
        const data = account.zones
          .filter((own) => own.name === name)
          .map((own) => ({ id: Number(own.id), type: 'Zone', absoluteName: own.name }));
        return { count: data.length, data };
      },
      'POST /zones/{zone}/deployments': ({ body }) =>
        asObject(body).type === 'QuickDeployment' ? [201, { id: 5, state: 'PENDING' }] : refuse(400, {}),
    },
  }),
  refusals: [[...refusal(403, 'InsufficientPermissions'), ['AUTHENTICATION', /Not so/]]],
  cases: {
    'deploys what it has written, each time': {
      given: ['a TXT two'],
      creates: 'a 300 TXT one',
      removes: 'a TXT one',
      sends: [found, zone, list, [`POST ${records}`, text], deployed, list, 'DELETE /resourceRecords/2', deployed],
      leaves: ['a TXT two'],
    },
    'deploys several changes at once': {
      given: ['a TXT two', 'a TXT one'],
      removes: ['a TXT one', 'a TXT two'],
      sends: [found, zone, list, 'DELETE /resourceRecords/1', 'DELETE /resourceRecords/2', deployed],
    },
    'deploys nothing where it was told so': {
      options: { ...options, skipDeploy: true },
      creates: 'a 300 TXT one',
      sends: [found, zone, list, [`POST ${records}`, text]],
    },
  },
});
