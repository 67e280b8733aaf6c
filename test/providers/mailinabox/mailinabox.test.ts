import { fullName, relativeName } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import { basic, type Call, jsonAnswer, refuse, routedFake } from '../../../core/testing/fakes/index.js';

const custom = '/custom/{name}/{type}';
const base = 'https://box.example.net/admin/dns';

function sent({ params, body, account }: Call) {
  const { name = '', type = '' } = params;
  const zone = account.zones.find((own) => name === own.name || name.endsWith(`.${own.name}`));
  if (zone === undefined || typeof body !== 'string') return refuse(400, { message: `${name} is not in a zone` });
  const record = { type: type.toUpperCase(), name: relativeName(name, zone.name), content: body, ttl: 1800 };
  const found = zone.records
    .all()
    .find(([, own]) => own.type === record.type && own.name === record.name && own.content === body);
  return { zone, record, id: found?.[0] };
}

const updated = { status: 200, headers: { 'content-type': 'text/html' }, body: 'updated DNS: example.com\n' };

describeProvider('mailinabox', {
  options: { email: 'me@example.net', password: 'opaque-password', baseUrl: 'https://box.example.net/' },
  fake: routedFake({
    base,
    credentials: basic('me@example.net', 'opaque-password'),
    refused: jsonAnswer({ status: 'error', reason: 'Incorrect email address or password.' }, 403),
    routes: {
      'GET /zones': ({ account }) => jsonAnswer(account.zones.map(({ name }) => name)),
      'GET /custom': ({ account }) =>
        jsonAnswer(
          account.zones.flatMap((zone) =>
            zone.records.all().map(([, { type, name, content }]) => ({
              qname: fullName(name, zone.name),
              rtype: type,
              value: content,
              'sort-order': { created: 0, qname: 0 },
              zone: zone.name,
            })),
          ),
        ),
      [`POST ${custom}`]: (call) => {
        const { zone, record, id } = sent(call);
        if (id === undefined) zone.records.insert(record);
        return updated;
      },
      [`DELETE ${custom}`]: (call) => {
        const { zone, id } = sent(call);
        if (id !== undefined) zone.records.remove(id);
        return updated;
      },
    },
  }),
  cases: {
    'takes the name of a host for its address, as acme.sh does, and sends the value as the whole body': {
      options: { email: 'me', password: 'p', baseUrl: 'box.example.net' },
      asks: [
        { request: `GET ${base}/zones`, answer: ['example.com'] },
        {
          request: `POST ${base}/custom/_acme-challenge.example.com/txt`,
          headers: { 'content-type': /^text\/plain/ },
          body: 'one',
          answer: 'updated DNS: example.com',
        },
      ],
      does: (service) => service.create({ type: 'TXT', name: '_acme-challenge', content: 'one', ttl: 60 }),
    },
  },
});
