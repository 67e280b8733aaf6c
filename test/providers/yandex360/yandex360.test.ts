import { describeProvider, type Page, restFake } from '../../../core/testing/index.js';

const pages = { by: 'page', parameter: 'page', size: 'perPage', usual: 10, largest: 100 } as const;
const told = ({ page, pages, size, total }: Page<object>) => ({ page, pages, perPage: size, total });
const records = '/domains/example.com/dns';
const app = { clientId: 'app', clientSecret: 'opaque-secret' };
const token = 'POST https://oauth.yandex.ru/token';
const grant = {
  ...{ grant_type: 'refresh_token', refresh_token: 'opaque-refresh' },
  ...{ client_id: 'app', client_secret: 'opaque-secret' },
};
const found = ['GET /domains', `GET ${records}?perPage=100`] as const;

describeProvider('yandex360', {
  options: { oauthToken: 'opaque-token', orgId: '123456' },
  refusal: 401,
  fake: restFake({
    base: 'https://api360.yandex.net/directory/v1/org/123456',
    credentials: { authorization: 'OAuth opaque-token' },
    refused: [401, { code: 16, message: 'Unauthorized', details: [] }],
    logins: { [token]: { sends: grant, gives: { access_token: 'opaque-token', token_type: 'bearer' } } },
    zones: {
      list: 'GET /domains',
      item: ({ name }) => ({ name, country: 'ru', delegated: true, master: true, verified: true }),
      wrap: (page) => ({ domains: page.items, ...told(page) }),
      pages: { by: 'page', parameter: 'page', usual: 10 },
    },
    records: {
      at: '/domains/{domain}/dns',
      changeBy: 'none',
      numericIds: true,
      form: {
        fields: { id: 'recordId' },
        priority: { MX: 'preference', SRV: 'priority' },
        parts: {
          ...{ A: ['address'], AAAA: ['address'], CNAME: ['target'], TXT: ['text'], MX: ['exchange'] },
          ...{ NS: ['target'], SRV: ['weight', 'port', 'target'], CAA: ['flag', 'tag', 'value'] },
        },
      },
      pages,
      wrap: (page) => ({ records: page.items, ...told(page) }),
      done: (item) => (item === undefined ? {} : [200, item]),
    },
  }),
  cases: {
    'creates with a field of the type': {
      creates: '_acme-challenge 60 TXT one',
      sends: [...found, [`POST ${records}`, { name: '_acme-challenge', text: 'one', ttl: 60, type: 'TXT' }]],
    },
    'gets a token for a refresh token': {
      options: { ...app, refreshToken: 'opaque-refresh', orgId: '123456' },
      sends: [[token, new URLSearchParams(grant).toString()], 'GET /domains'],
    },
  },
});
