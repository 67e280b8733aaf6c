import { describeProvider } from '../../../core/testing/describe-provider.js';
import {
  asObject,
  bearer,
  itemForm,
  jsonAnswer,
  recordHandlers,
  refuse,
  routedFake,
} from '../../../core/testing/fakes/index.js';

const base = 'https://admin.vshosting.cloud';
const refusal = (status: number, code: number, message: string) => jsonAnswer({ error: { code, message } }, status);
const table = {
  form: { fields: { content: 'value' }, names: 'fqdn' },
  extra: ['domainId'],
  duplicate: refusal(400, 4136, 'Record already exists'),
  gone: refusal(404, 4040, 'No such record'),
} as const;
const form = itemForm(table);
const handlers = recordHandlers(table);
const signIn = {
  request: `POST ${base}/api/public/auth/login`,
  body: { email: 'me@example.org', password: 'opaque-password' },
  answer: { auth: { accessToken: 'opaque-token' } },
};
const search = {
  request: `POST ${base}/clouddns/domain/search`,
  body: {
    search: [
      { name: 'clientId', operator: 'eq', value: 'client' },
      { name: 'domainName', operator: 'eq', value: 'example.com.' },
    ],
  },
  answer: { items: [{ id: 'z', domainName: 'example.com.', domainType: 'master' }] },
};
const record = (id: string, value: string) => ({ id, name: 'a.example.com.', type: 'TXT', value });

describeProvider('clouddns', {
  options: { clientId: 'client', email: 'me@example.org', password: 'opaque-password' },
  refusal: 401,
  fake: routedFake({
    base,
    credentials: (request) => request.url.pathname.endsWith('/login') || bearer('opaque-token')(request),
    refused: refusal(401, 4010, 'Unauthorized'),
    missing: refusal(404, 4040, 'Not found'),
    routes: {
      'POST /api/public/auth/login': ({ body }) => {
        const { email, password } = asObject(body);
        if (email !== 'me@example.org' || password !== 'opaque-password') refuse(401, { error: { code: 4010 } });
        return { auth: { accessToken: 'opaque-token' } };
      },
      'POST /clouddns/domain/search': ({ account, body }) => {
        const [client, name] = asObject(body).search as Record<string, string>[];
        if (client?.value !== 'client') refuse(403, { error: { code: 4030 } });
        const items = account.zones.filter((zone) => `${zone.name}.` === name?.value);
        return { items: items.map((zone) => ({ id: zone.id, domainName: `${zone.name}.` })) };
      },
      'GET /clouddns/domain/{zone}': ({ zone }) => ({
        lastDomainRecordList: zone.records.all().map(([id, own]) => {
          const { ttl: _ttl, ...item } = form.toItem(own, id, zone) as Record<string, unknown>;
          return item;
        }),
        soaTtl: 600,
      }),
      'POST /clouddns/record-txt': (call) => {
        const { type, domainId } = asObject(call.body);
        const zone = call.account.zone('id', String(domainId));
        if (type !== 'TXT' || zone === undefined) return refusal(400, 4000, 'what is that?');
        return handlers.add({ ...call, zone });
      },
      'DELETE /clouddns/record/{id}': handlers.drop,
      'PUT /clouddns/domain/{zone}/publish': ({ body }) => {
        if (asObject(body).soaTtl !== 600) refuse(400, { error: { code: 4000, message: 'that is another TTL' } });
        return {};
      },
    },
  }),
  cases: {
    'publishes several changes at once, with the TTL of the zone': {
      asks: [
        signIn,
        search,
        {
          request: `GET ${base}/clouddns/domain/z`,
          answer: {
            lastDomainRecordList: [record('1', 'one'), record('2', 'two'), record('3', 'three')],
            soaTtl: 1800,
          },
        },
        { request: `DELETE ${base}/clouddns/record/1`, answer: {} },
        { request: `DELETE ${base}/clouddns/record/2`, answer: {} },
        { request: `GET ${base}/clouddns/domain/z`, answer: { lastDomainRecordList: [], soaTtl: 1800 } },
        { request: `PUT ${base}/clouddns/domain/z/publish`, body: { soaTtl: 1800 }, answer: {} },
      ],
      does: (service) => service.removeAll(['one', 'two'].map((content) => ({ type: 'TXT', name: 'a', content }))),
    },
  },
});
