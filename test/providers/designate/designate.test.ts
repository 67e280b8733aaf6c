import { isFailure } from '../../../core/sdk/index.js';
import { describeProvider, jsonAnswer, routedFake } from '../../../core/testing/index.js';
import { catalogOf, designateRoutes } from '../families/designate.js';

const host = 'https://cloud.example.net';
const credential = { id: 'app', secret: 'opaque-app-secret' };
const options = { authUrl: `${host}/identity/v3`, credentialId: 'app', credentialSecret: 'opaque-app-secret' };
const byWords = { authUrl: `${host}/identity/`, username: 'me', password: 'opaque-password', projectName: 'web' };
const byApp = { identity: { methods: ['application_credential'], application_credential: credential } };
const user = { name: 'me', domain: { name: 'Default' }, password: 'opaque-password' };
const byName = { name: 'letsencrypt', user: { name: 'me', domain: { id: 'd1' } }, secret: 'opaque-app-secret' };
const byNamedApp = { identity: { methods: ['application_credential'], application_credential: byName } };
const byIds = {
  identity: { methods: ['password'], password: { user: { id: 'u1', password: 'opaque-password' } } },
  scope: { project: { id: 'p1' } },
};
const byPassword = {
  identity: { methods: ['password'], password: { user } },
  scope: { project: { name: 'web', domain: { name: 'Default' } } },
};
const ofDomain = { ...byPassword, scope: { project: { name: 'web', domain: { id: 'd2' } } } };
const token = jsonAnswer(catalogOf(`${host}/dns`), 201);
const logIn = 'POST /identity/v3/auth/tokens';

describeProvider('designate', {
  options,
  refusal: 401,
  fake: routedFake({
    base: host,
    credentials: { 'x-auth-token': 'opaque-token' },
    refused: [401, { error: { code: 401, title: 'Unauthorized' } }],
    logins: {
      [logIn]: {
        sends: ({ body }) =>
          [byApp, byNamedApp, byIds, byPassword, ofDomain].some((auth) => body === JSON.stringify({ auth })),
        gives: { ...token, headers: { ...token.headers, 'x-subject-token': 'opaque-token' } },
      },
    },
    routes: designateRoutes('/dns/v2'),
  }),
  cases: {
    'logs in with a user and a project, in their domains, and chooses the region': {
      options: { ...byWords, region: 'RegionOne' },
      sends: [[logIn, { auth: byPassword }], 'GET /dns/v2/zones?name=example.com.'],
      gives: 'example.com',
    },
    'logs in to a project whose domain is told by its id': {
      options: { ...byWords, projectDomainId: 'd2' },
      sends: [[logIn, { auth: ofDomain }], 'GET /dns/v2/zones?name=example.com.'],
    },
    'logs in by ids, and finds the zone that is served': {
      options: { authUrl: `${host}/identity`, userId: 'u1', password: 'opaque-password', projectId: 'p1' },
      answers: {
        'GET /dns/v2/zones?': [
          200,
          { zones: ['ERROR', 'ACTIVE'].map((status, id) => ({ id: `z${id}`, name: 'example.com.', status })) },
        ],
      },
      gives: 'example.com',
    },
    'logs in with the name of an application credential': {
      options: {
        ...{ authUrl: `${host}/identity`, username: 'me', userDomainId: 'd1' },
        ...{ credentialName: 'letsencrypt', credentialSecret: 'opaque-app-secret' },
      },
      sends: [[logIn, { auth: byNamedApp }], 'GET /dns/v2/zones?name=example.com.'],
    },
    'says which regions there are': {
      options: { ...options, region: 'RegionTwo' },
      sends: [[logIn, { auth: byApp }]],
      fails: (error) => isFailure(error, 'CONFIG') && /RegionOne/.test(error.hint ?? ''),
    },
  },
});
