import assert from 'node:assert/strict';
import { isFailure } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import { jsonAnswer, routedFake } from '../../../core/testing/fakes/index.js';
import { catalogOf, designateRoutes } from './fake.js';

const host = 'https://cloud.example.net';
const base = `${host}/dns/v2`;
const credential = { id: 'app', secret: 'opaque-app-secret' };
const token = { ...jsonAnswer(catalogOf(`${host}/dns`), 201) };
const login = (auth: object, answer: object = catalogOf(`${host}/dns`)) => ({
  request: `POST ${host}/identity/v3/auth/tokens`,
  body: { auth },
  status: 201,
  answerHeaders: { 'x-subject-token': 'opaque-token' },
  answer,
});
const options = { authUrl: `${host}/identity/v3`, credentialId: 'app', credentialSecret: 'opaque-app-secret' };

describeProvider('designate', {
  options,
  refusal: 401,
  fake: routedFake({
    base: host,
    credentials: ({ url, headers }) =>
      url.pathname === '/identity/v3/auth/tokens' || headers['x-auth-token'] === 'opaque-token',
    refused: jsonAnswer({ error: { code: 401, title: 'Unauthorized' } }, 401),
    routes: {
      'POST /identity/v3/auth/tokens': ({ body }) => {
        const auth = { identity: { methods: ['application_credential'], application_credential: credential } };
        assert.deepEqual(body, { auth });
        return { ...token, headers: { ...token.headers, 'x-subject-token': 'opaque-token' } };
      },
      ...designateRoutes('/dns/v2'),
    },
  }),
  cases: {
    'logs in with a user and a project, in their domains, and chooses the region': {
      options: {
        authUrl: `${host}/identity/`,
        username: 'me',
        password: 'opaque-password',
        projectName: 'web',
        region: 'RegionOne',
      },
      asks: [
        login({
          identity: {
            methods: ['password'],
            password: { user: { name: 'me', domain: { name: 'Default' }, password: 'opaque-password' } },
          },
          scope: { project: { name: 'web', domain: { name: 'Default' } } },
        }),
        {
          request: `GET ${base}/zones?name=example.com.`,
          headers: { 'x-auth-token': 'opaque-token' },
          answer: { zones: [{ id: 'z', name: 'example.com.', status: 'ACTIVE' }] },
        },
      ],
      does: async (service) => (await service.findZone()).name,
      gives: 'example.com',
    },
    'says which regions there are': {
      options: { ...options, region: 'RegionTwo' },
      asks: [login({ identity: { methods: ['application_credential'], application_credential: credential } })],
      does: (service) => service.findZone(),
      fails: (error) => isFailure(error, 'CONFIG') && /RegionOne/.test(error.hint ?? ''),
    },
  },
});
