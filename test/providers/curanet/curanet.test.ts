import { describeProvider } from '../../../core/testing/describe-provider.js';
import { curanetFake } from '../families/curanet.js';

const base = 'https://api.curanet.dk/dns/v2';

const login = {
  request: 'POST https://apiauth.dk.team.blue/auth/realms/Curanet/protocol/openid-connect/token',
  body: 'grant_type=client_credentials&client_id=me&client_secret=opaque-secret&scope=dns',
};

describeProvider('curanet', {
  options: { apiKey: 'opaque-token' },
  refusal: 401,
  fake: curanetFake(base),
  cases: {
    'gets a token for a client id and its secret': {
      options: { clientId: 'me', clientSecret: 'opaque-secret' },
      asks: [
        { ...login, status: 502 },
        { ...login, answer: { access_token: 'opaque-access-token', expires_in: 300 } },
        {
          request: `GET ${base}/Domains/example.com/Records`,
          headers: { authorization: 'Bearer opaque-access-token' },
          answer: [],
        },
      ],
      does: async (service) => (await service.findZone()).name,
      gives: 'example.com',
    },
  },
});
