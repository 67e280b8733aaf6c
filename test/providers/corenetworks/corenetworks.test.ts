import { describeProvider } from '../../../core/testing/describe-provider.js';
import { asObject, bearer, itemForm, jsonAnswer, refuse, routedFake } from '../../../core/testing/fakes/index.js';

const base = 'https://beta.api.core-networks.de';
const form = itemForm({ form: { fields: { content: 'data' }, hasIds: false, quotes: 'read', dots: true } });
const empty = { status: 204, headers: {}, body: '' };
const records = `${base}/dnszones/example.com/records/`;
const signIn = {
  request: `POST ${base}/auth/token`,
  body: { login: 'me', password: 'opaque-password' },
  answer: { token: 'opaque-token', expires: 3600 },
};
const zones = { request: `GET ${base}/dnszones/`, answer: [{ name: 'example.com', type: 'master' }] };
const item = (data: string) => ({ name: 'a', ttl: '60', type: 'TXT', data });

describeProvider('corenetworks', {
  options: { username: 'me', password: 'opaque-password' },
  refusal: 401,
  fake: routedFake({
    base,
    credentials: (request) => request.url.pathname === '/auth/token' || bearer('opaque-token')(request),
    routes: {
      'POST /auth/token': ({ body }) => {
        const { login, password } = asObject(body);
        if (login !== 'me' || password !== 'opaque-password') refuse(401, {});
        return { token: 'opaque-token', expires: 3600 };
      },
      'GET /dnszones/': ({ account }) => jsonAnswer(account.zones.map(({ name }) => ({ name, type: 'master' }))),
      'GET /dnszones/{domain}/records/': ({ zone }) =>
        jsonAnswer(zone.records.all().map(([, record]) => form.toItem(record, undefined, zone))),
      'POST /dnszones/{domain}/records/': ({ zone, body }) => {
        zone.records.insert(form.fromItem(asObject(body), zone));
        return empty;
      },
      'POST /dnszones/{domain}/records/delete': ({ zone, body }) => {
        const { type, name, content } = form.fromItem(asObject(body), zone);
        for (const [id, own] of zone.records.all()) {
          if (own.type === type && own.name === name && own.content === content) zone.records.remove(id);
        }
        return empty;
      },
      'POST /dnszones/{domain}/records/commit': ({ body }) => (body === undefined ? empty : refuse(400, {})),
    },
  }),
  cases: {
    'publishes several changes by one commit, and names what goes as it is listed': {
      asks: [
        signIn,
        zones,
        { request: `GET ${records}`, answer: [item('"one"'), item('two'), item('three')] },
        { request: `GET ${records}`, answer: [item('"one"'), item('two'), item('three')] },
        { request: `POST ${records}delete`, body: { name: 'a', type: 'TXT', data: '"one"' }, status: 204 },
        { request: `POST ${records}delete`, body: { name: 'a', type: 'TXT', data: 'two' }, status: 204 },
        { request: `POST ${records}commit`, status: 204 },
      ],
      does: (service) => service.removeAll(['one', 'two'].map((content) => ({ type: 'TXT', name: 'a', content }))),
    },
    'quotes texts with blanks': {
      asks: [
        signIn,
        zones,
        { request: `GET ${records}`, answer: [] },
        { request: `POST ${records}`, body: { name: 'a', type: 'TXT', data: '"one two"', ttl: 60 }, status: 204 },
        { request: `POST ${records}commit`, status: 204 },
      ],
      does: (service) => service.create({ type: 'TXT', name: 'a', content: 'one two', ttl: 60 }),
    },
  },
});
