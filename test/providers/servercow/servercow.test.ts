import { describeProvider, refuse, routedFake, setForm, setsOf, writeSet } from '../../../core/testing/index.js';

const form = setForm({ apex: '', values: 'bare', fields: { values: 'content' } });
const missing = [200, { error: 'no such domain in user context' }] as const;
const apart = ['one', 'two'].map((content) => ({ name: 'a', type: 'TXT', ttl: 20, content }));

/** A value alone stands without a list. Names are relative or full. */
function sent(body: unknown): Readonly<Record<string, unknown>> {
  const { content, ...set } = body as Readonly<Record<string, unknown>>;
  if (typeof set.name !== 'string' || set.name.endsWith('.')) refuse(200, { error: 'malformed' });
  const name = String(set.name).replace(/(^|\.)example\.com$/, '');
  return { ...set, name, ...(content !== undefined && { content: [content].flat() }) };
}

describeProvider('servercow', {
  options: { username: 'me', password: 'opaque-password' },
  fake: routedFake({
    base: 'https://api.servercow.de/dns/v1/domains',
    credentials: {
      ...{ 'x-auth-username': 'me', 'x-auth-password': 'opaque-password' },
      'content-type': 'application/json',
    },
    refused: [200, { error: 'authentication failed' }],
    missing,
    routes: {
      'GET /{domain}': ({ zone }) =>
        setsOf(zone).map((set) => {
          const { name, ttl, type, content } = form.toSet(set, zone);
          return { name, ttl, type, content: set.values.length === 1 ? set.values[0] : content };
        }),
      'POST /{domain}': ({ zone, body }) => {
        writeSet(zone, form.fromSet(sent(body), { zone }));
        return { message: 'ok' };
      },
      // By name and type, whatever else is sent.
      'DELETE /{domain}': ({ zone, body }) => {
        writeSet(zone, { ...form.fromSet(sent(body), { zone }), values: [] });
        return { message: 'ok' };
      },
    },
  }),
  refusals: [
    [200, { error: 'no such domain' }, 'ZONE_NOT_FOUND'],
    [200, { error: 'invalid username or password' }, 'AUTHENTICATION'],
  ],
  cases: {
    'gathers the values of a name that stand apart, and writes one alone without a list': {
      creates: ['a 60 TXT three', 'b 60 TXT one'],
      answers: { GET: [200, apart] },
      sends: [
        ...['GET /example.com', 'GET /example.com'],
        ['POST /example.com', { type: 'TXT', name: 'a', ttl: 20, content: ['one', 'two', 'three'] }],
        ...['GET /example.com', ['POST /example.com', { type: 'TXT', name: 'b', ttl: 60, content: 'one' }] as const],
      ],
    },
  },
});
