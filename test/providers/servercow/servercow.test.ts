import { isFailure } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import {
  asObject,
  every,
  header,
  jsonAnswer,
  refuse,
  routedFake,
  setsOf,
  writeSet,
} from '../../../core/testing/fakes/index.js';

const missing = jsonAnswer({ error: 'no such domain in user context' });
const base = 'https://api.servercow.de/dns/v1/domains/example.com';

function keyOf(body: unknown) {
  const { type, name, ...rest } = asObject(body);
  if (typeof type !== 'string' || typeof name !== 'string' || name.endsWith('.')) refuse(200, { error: 'malformed' });
  return { type: String(type), name: name === '' ? '@' : String(name), rest };
}

describeProvider('servercow', {
  options: { username: 'me', password: 'opaque-password' },
  fake: routedFake({
    base: 'https://api.servercow.de/dns/v1/domains',
    credentials: every(
      header('x-auth-username', 'me'),
      header('x-auth-password', 'opaque-password'),
      header('content-type', 'application/json'),
    ),
    refused: jsonAnswer({ error: 'authentication failed' }),
    missing,
    routes: {
      'GET /{domain}': ({ zone }) =>
        jsonAnswer(
          setsOf(zone).map(({ name, type, ttl, values }) => ({
            name: name === '@' ? '' : name,
            ttl,
            type,
            content: values.length === 1 ? values[0] : values,
          })),
        ),
      'POST /{domain}': ({ zone, body }) => {
        const { type, name, rest } = keyOf(body);
        const values = [rest.content].flat().map(String);
        writeSet(zone, { type, name, ttl: Number(rest.ttl), values });
        return { message: 'ok' };
      },
      'DELETE /{domain}': ({ zone, body }) => {
        const { type, name, rest } = keyOf(body);
        if (Object.keys(rest).length > 0) refuse(200, { error: 'malformed' });
        writeSet(zone, { type, name, ttl: 1, values: [] });
        return { message: 'ok' };
      },
    },
  }),
  cases: {
    'says that the credentials were refused, though the status is 200': {
      asks: [{ request: `GET ${base}`, answer: { error: 'invalid username or password' } }],
      does: (service) => service.findZone(),
      fails: (error) => isFailure(error, 'AUTHENTICATION'),
    },
    'gathers the values of a name that stand apart': {
      asks: [
        { request: `GET ${base}`, answer: [] },
        {
          request: `GET ${base}`,
          answer: ['one', 'two'].map((content) => ({ name: 'a', type: 'TXT', ttl: 20, content })),
        },
        {
          request: `POST ${base}`,
          body: { type: 'TXT', name: 'a', ttl: 20, content: ['one', 'two', 'three'] },
          answer: { message: 'ok' },
        },
      ],
      does: (service) => service.create({ type: 'TXT', name: 'a', content: 'three', ttl: 60 }),
    },
  },
});
