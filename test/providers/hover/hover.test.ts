import { it } from 'node:test';
import { totp } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import { withExchanges } from '../../../core/testing/exchanges.js';
import { asObject, type Call, itemForm, jsonAnswer, refuse, routedFake } from '../../../core/testing/fakes/index.js';

const form = itemForm({ form: {} });
const secret = 'JBSWY3DPEHPK3PXP';
const session = 'hover_session=opaque-session';
const login = 'https://www.hover.com/signin';

function withCookie(data: object, cookie: string) {
  const answer = jsonAnswer(data);
  return { ...answer, headers: { ...answer.headers, 'set-cookie': `${cookie}; path=/; HttpOnly` } };
}

function logIn(answer: unknown) {
  const body = { username: 'me', password: 'opaque-password' };
  return [
    { request: `GET ${login}`, answer: '<html></html>', answerHeaders: { 'set-cookie': session } },
    { request: `POST ${login}/auth.json`, body, headers: { cookie: session }, answer },
  ];
}

function drop({ zone, body }: Call): object {
  const [domain] = asObject(body).domains as { id: string; dns_records: string[] }[];
  if (domain?.id !== `domain-${zone.name}`) refuse(404, { succeeded: false, error: 'Domain not found' });
  if (domain?.dns_records.length === 0) refuse(400, { succeeded: false, error: 'Nothing to remove' });
  const gone = domain?.dns_records.filter((id) => !zone.records.remove(id)) ?? [];
  return gone.length > 0 ? { succeeded: false, error: 'Record not found' } : { succeeded: true };
}

const options = { username: 'me', password: 'opaque-password', totpSecret: secret };

describeProvider('hover', {
  options,
  refusal: 401,
  fake: routedFake({
    base: 'https://www.hover.com',
    credentials: ({ url, headers }) => {
      if (url.pathname === '/signin') return true;
      const cookie = headers.cookie ?? '';
      return url.pathname.startsWith('/signin/') ? cookie === session : cookie === `${session}; hoverauth=opaque-auth`;
    },
    refused: jsonAnswer({ succeeded: false, error: 'You must log in' }, 401),
    routes: {
      'GET /signin': () => ({
        status: 200,
        headers: { 'content-type': 'text/html', 'set-cookie': `${session}; HttpOnly` },
        body: '<html></html>',
      }),
      'POST /signin/auth.json': ({ body }) => {
        const { username, password } = asObject(body);
        if (username !== 'me' || password !== 'opaque-password')
          return jsonAnswer({ succeeded: false, error: 'Invalid login' }, 401);
        return { status: 'need_2fa', type: 'app' };
      },
      'POST /signin/auth2.json': ({ body }) => {
        const codes = [0, 30_000].map((ago) => totp(secret, Date.now() - ago));
        if (!codes.includes(String(asObject(body).code)))
          return jsonAnswer({ succeeded: false, error: 'Invalid login' }, 401);
        return withCookie({ succeeded: true, status: 'completed' }, 'hoverauth=opaque-auth');
      },
      'GET /api/domains': ({ account }) => ({
        succeeded: true,
        domains: account.zones.map(({ id, name }) => ({ id: `dom${id}`, domain_name: name })),
      }),
      'GET /api/control_panel/dns/{domain}': ({ zone }) => ({
        succeeded: true,
        domain: {
          id: `domain-${zone.name}`,
          dns: zone.records.all().map(([id, record]) => form.toItem(record, id, zone)),
        },
      }),
      'POST /api/control_panel/dns': ({ zone, body }) => {
        const { id, dns_record } = asObject(body);
        const record = asObject(dns_record);
        if (id !== `domain-${zone.name}` || typeof record.ttl !== 'string')
          refuse(400, { succeeded: false, error: 'malformed' });
        zone.records.insert(form.fromItem({ ...record, ttl: Number(record.ttl) }, zone));
        return { succeeded: true };
      },
      'DELETE /api/control_panel/dns': drop,
    },
  }),
  cases: {
    'signs in without a second factor where none is wanted, by an answer that says nothing': {
      asks: [
        ...logIn(''),
        {
          request: 'GET https://www.hover.com/api/domains',
          answer: { succeeded: true, domains: [{ id: 'dom1', domain_name: 'example.com' }] },
        },
      ],
      does: async (service) => (await service.findZone()).name,
      gives: 'example.com',
    },
    'says that a second factor is wanted': {
      options: { username: 'me', password: 'opaque-password' },
      asks: logIn({ status: 'need_2fa', type: 'app' }),
      fails: ['AUTHENTICATION', /second factor/],
    },
    'sends no code of an app where one of a mail is wanted': {
      asks: logIn({ status: 'need_2fa', type: 'email' }),
      fails: ['AUTHENTICATION', /second factor/],
    },
    'adds nothing where the old value cannot go': {
      given: ['a TXT one'],
      answers: { 'DELETE /api/control_panel/dns': [400, { succeeded: false, error: 'not now' }] },
      does: (service) => service.update('1', { type: 'TXT', name: 'a', content: 'two' }).catch(() => undefined),
      leaves: ['a TXT one'],
    },
    'takes no list for the answer to a login': { asks: logIn([]), fails: 'RESPONSE' },
  },
});

it('hover adds and removes in one change', async () => {
  const record = { type: 'TXT', name: 'a', content: 'one', ttl: 60 };
  const [id, at] = ['domain-example.com', 'https://www.hover.com/api/control_panel/dns'];
  const bodies = [{ id, dns_record: { ...record, ttl: '60' } }, { domains: [{ id, dns_records: ['dns1'] }] }];
  const exchanges = [
    ...logIn(''),
    { request: `POST ${at}`, body: bodies[0], answer: { succeeded: true } },
    { request: `DELETE ${at}`, body: bodies[1], answer: { succeeded: true } },
  ];
  await withExchanges({ provider: 'hover', options, exchanges }, async (_service, provider) => {
    const remove = [{ ...record, id: 'dns1', content: 'two' }];
    await provider.changeRecords?.({ name: 'example.com' }, { create: [record], remove });
  });
});
