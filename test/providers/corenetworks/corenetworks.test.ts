import { describeProvider, nothing, recordHandlers, refuse, routedFake } from '../../../core/testing/index.js';

const at = '/dnszones/{domain}/records/';
const { list, add, drop } = recordHandlers({
  form: { fields: { content: 'data' }, hasIds: false, quotes: 'read', dots: true },
  // Clients that only prove names leave the type out where they remove.
  sent: ({ body }) => ({ type: 'TXT', ...(body as object) }),
  gone: nothing,
  done: () => nothing,
});
const records = '/dnszones/example.com/records/';
const login = { login: 'me', password: 'opaque-password' };
const found = [['POST /auth/token', login], 'GET /dnszones/', `GET ${records}`] as const;
const listed = ['"one"', 'two', 'three'].map((data) => ({ name: 'a', ttl: '60', type: 'TXT', data }));

describeProvider('corenetworks', {
  options: { username: 'me', password: 'opaque-password' },
  refusal: 401,
  fake: routedFake({
    base: 'https://beta.api.core-networks.de',
    credentials: { authorization: 'Bearer opaque-token' },
    logins: { 'POST /auth/token': { sends: login, gives: { token: 'opaque-token', expires: 3600 } } },
    routes: {
      'GET /dnszones/': ({ account }) => account.zones.map(({ name }) => ({ name, type: 'master' })),
      [`GET ${at}`]: list,
      [`POST ${at}`]: add,
      [`POST ${at}delete`]: drop,
      [`POST ${at}commit`]: ({ body }) => (body === undefined ? nothing : refuse(400, {})),
    },
  }),
  cases: {
    'publishes several changes by one commit, and names what goes as it is listed': {
      removes: ['a TXT one', 'a TXT two'],
      answers: { [`GET ${records}`]: [200, listed] },
      sends: [
        ...[...found, `GET ${records}`],
        [`POST ${records}delete`, { name: 'a', type: 'TXT', data: '"one"' }],
        [`POST ${records}delete`, { name: 'a', type: 'TXT', data: 'two' }],
        `POST ${records}commit`,
      ],
    },
    'quotes texts with blanks': {
      creates: 'a 60 TXT one two',
      sends: [
        ...found,
        [`POST ${records}`, { name: 'a', type: 'TXT', data: '"one two"', ttl: 60 }],
        `POST ${records}commit`,
      ],
    },
  },
});
