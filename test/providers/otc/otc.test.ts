import { isDeepStrictEqual } from 'node:util';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import { jsonAnswer, routedFake } from '../../../core/testing/fakes/index.js';
import { catalogOf, designateRoutes } from '../families/designate.js';

const host = 'https://cloud.example.net';
const options = {
  username: 'me',
  password: 'opaque-password',
  domainName: 'OTC-EU-DE-1',
  projectName: 'eu-de',
  identity: `${host}/v3/auth/tokens`,
};
const auth = {
  identity: {
    methods: ['password'],
    password: { user: { name: 'me', domain: { name: 'OTC-EU-DE-1' }, password: 'opaque-password' } },
  },
  scope: { project: { name: 'eu-de' } },
};

/** There are no end points but those that everybody can reach. */
function publicCatalog(): object {
  const catalog = catalogOf(host).token.catalog.map(({ type, endpoints }) => ({
    type,
    endpoints: endpoints.filter((each) => each.interface === 'public'),
  }));
  return { token: { catalog } };
}

describeProvider('otc', {
  options,
  refusal: 401,
  fake: routedFake({
    base: host,
    credentials: ({ url, headers }) => url.pathname === '/v3/auth/tokens' || headers['x-auth-token'] === 'opaque-token',
    refused: jsonAnswer({ error_msg: 'Unauthorized' }, 401),
    routes: {
      'POST /v3/auth/tokens': ({ body }) => {
        if (!isDeepStrictEqual(body, { auth })) return jsonAnswer({ error_msg: 'Incorrect username or password' }, 401);
        const answer = jsonAnswer(publicCatalog(), 201);
        return { ...answer, headers: { ...answer.headers, 'x-subject-token': 'opaque-token' } };
      },
      ...designateRoutes('/v2'),
    },
  }),
  cases: {
    'asks for private zones where told': {
      options: { ...options, privateZone: true },
      asks: [
        {
          request: `POST ${host}/v3/auth/tokens`,
          body: { auth },
          status: 201,
          answerHeaders: { 'x-subject-token': 'opaque-token' },
          answer: catalogOf(host),
        },
        {
          request: `GET ${host}/v2/zones?type=private&name=example.com.`,
          answer: { zones: [{ id: 'z', name: 'example.com.' }], metadata: { total_count: 1 } },
        },
      ],
      does: async (service) => (await service.findZone()).name,
      gives: 'example.com',
    },
  },
});
