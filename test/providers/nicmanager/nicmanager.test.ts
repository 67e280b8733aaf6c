import { totp } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import { asObject, basic, every, jsonAnswer, recordHandlers, restFake } from '../../../core/testing/fakes/index.js';

const base = 'https://api.nicmanager.com/v1';
const secret = 'JBSWY3DPEHPK3PXP';
const table = { form: { names: 'full' }, numericIds: true, done: () => jsonAnswer({}, 202) } as const;
const handlers = recordHandlers({
  ...table,
  // Read as `content`, written as `value`, with a final dot on the name.
  sent({ body }) {
    const { value, name, ...rest } = asObject(body);
    if (!String(name).endsWith('.')) throw new Error(`${name} has no final dot`);
    return { ...rest, name, content: value };
  },
});

describeProvider('nicmanager', {
  options: { login: 'account', username: 'user', password: 'opaque-password', totpSecret: secret },
  refusal: 401,
  fake: restFake({
    base,
    credentials: every(basic('account.user', 'opaque-password'), ({ headers }) =>
      [0, 30_000].some((ago) => totp(secret, Date.now() - ago) === headers['x-auth-token']),
    ),
    refused: jsonAnswer({ message: 'Unauthorized' }, 401),
    missing: jsonAnswer({ message: 'Not Found' }, 404),
    records: {
      ...table,
      list: 'GET /anycast/{domain}',
      wrap: ({ items }) => ({ name: 'example.com', active: true, records: items }),
      remove: 'DELETE /anycast/{domain}/records/{id}',
    },
    routes: { 'POST /anycast/{domain}/records': handlers.add },
  }),
  cases: {
    'takes the e-mail address of the account, and the zones of FreeDNS': {
      options: { email: 'me@example.org', password: 'opaque-password', mode: 'zones' },
      asks: [
        {
          request: `GET ${base}/zones/example.com`,
          headers: { authorization: `Basic ${Buffer.from('me@example.org:opaque-password').toString('base64')}` },
          answer: { name: 'example.com', active: true, records: [] },
        },
        {
          request: `GET ${base}/zones/example.com`,
          answer: { name: 'example.com', active: true, records: [] },
        },
        {
          request: `POST ${base}/zones/example.com/records`,
          body: { type: 'TXT', name: '_acme-challenge.example.com.', value: 'one', ttl: 900 },
          status: 202,
          answer: {},
        },
      ],
      does: (service) => service.create({ type: 'TXT', name: '_acme-challenge', content: 'one', ttl: 60 }),
    },
  },
});
