import { fullName, relativeName } from '../../../core/sdk/index.js';
import { basic, type Call, describeProvider, refuse, routedFake } from '../../../core/testing/index.js';

const custom = '/custom/{name}/{type}';
const base = 'https://box.example.net/admin/dns';
const options = { email: 'me@example.net', password: 'opaque-password' };

/** The body is the value, whatever it is said to be. */
function sent({ params, request: { body }, account }: Call) {
  const { name = '', type = '' } = params;
  const zone = account.zones.find((own) => name === own.name || name.endsWith(`.${own.name}`));
  if (zone === undefined) return refuse(400, { message: `${name} is not in a zone` });
  const record = { type: type.toUpperCase(), name: relativeName(name, zone.name), content: body, ttl: 1800 };
  const same = zone.records.all().filter(([, own]) => own.type === record.type && own.name === record.name);
  return { zone, record, id: same.find(([, own]) => own.content === body)?.[0] };
}

const updated = { status: 200, headers: { 'content-type': 'text/html' }, body: 'updated DNS: example.com\n' };

describeProvider('mailinabox', {
  exceptions: { 'gives a record the TTL that it was asked for': 'Records have no TTL.' },
  options: { ...options, baseUrl: 'https://box.example.net/' },
  fake: routedFake({
    base,
    credentials: basic('me@example.net', 'opaque-password'),
    refused: [403, { status: 'error', reason: 'Incorrect email address or password.' }],
    routes: {
      'GET /zones': ({ account }) => account.zones.map(({ name }) => name),
      'GET /custom': ({ account }) => [
        { qname: 'www.notexample.com', rtype: 'A', value: '192.0.2.9' },
        ...account.zones.flatMap((zone) =>
          zone.records.all().map(([, { type, name, content }]) => ({
            ...{ qname: fullName(name, zone.name), rtype: type, value: content, zone: zone.name },
            'sort-order': { created: 0, qname: 0 },
          })),
        ),
      ],
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
      options: { ...options, baseUrl: 'box.example.net' },
      creates: '_acme-challenge 60 TXT one',
      sends: ['GET /zones', ['POST /custom/_acme-challenge.example.com/txt', 'one']],
    },
  },
});
