import { describeProvider } from '../../../core/testing/describe-provider.js';
import { bearer, type ItemTable, jsonAnswer, recordHandlers, restFake } from '../../../core/testing/fakes/index.js';

const address = 'https://api.vercel.com/v2/domains/example.com/records';
const mail = { type: 'MX', name: '', value: 'mx.example.net', mxPriority: 10, ttl: 600 };
const records: ItemTable & Readonly<Record<'list' | 'create' | 'remove', string>> = {
  list: 'GET /v4/domains/{domain}/records',
  create: 'POST /v2/domains/{domain}/records',
  remove: 'DELETE /v2/domains/{domain}/records/{id}',
  form: { fields: { content: 'value' }, apex: '', priority: { MX: 'mxPriority' } },
  pages: { by: 'offset', parameter: 'until', size: 'limit', usual: 20, largest: 100 },
  show: ({ id, ...item }) => ({ id, slug: '', ...item }),
  done: (item) => ({ uid: (item as { id?: string } | undefined)?.id }),
  wrap: ({ items, next }) => ({ records: items, pagination: { next: next ? Number(next) : null, prev: null } }),
};

describeProvider('vercel', {
  options: { token: 'opaque-token' },
  exceptions: { 'asks the service for what it wants alone': 'The first page comes without a size.' },
  fake: restFake({
    base: 'https://api.vercel.com',
    credentials: bearer('opaque-token'),
    refused: jsonAnswer({ error: { code: 'forbidden', message: 'Not authorized', invalidToken: true } }, 403),
    missing: jsonAnswer({ error: { code: 'not_found', message: 'not found' } }, 404),
    zones: { one: 'GET /v5/domains/{domain}', wrapOne: (domain) => ({ domain }) },
    records,
    // Older versions.
    routes: {
      'GET /v4/domains/{domain}': ({ zone: { name } }) => ({ domain: { name } }),
      'GET /v2/domains/{domain}/records': recordHandlers(records).list,
    },
  }),
  cases: {
    'asks for the team that has the domain': {
      options: { token: 'opaque-token', teamId: 'team_1' },
      asks: [
        { request: 'GET https://api.vercel.com/v5/domains/example.com?teamId=team_1', answer: { domain: {} } },
        { request: 'GET https://api.vercel.com/v4/domains/example.com/records?teamId=team_1', answer: { records: [] } },
        { request: `POST ${address}?teamId=team_1`, body: mail, answer: { uid: 'rec_1' } },
      ],
      does: (service) => service.create({ type: 'MX', name: '@', content: '10 mx.example.net', ttl: 600 }),
    },
  },
});
