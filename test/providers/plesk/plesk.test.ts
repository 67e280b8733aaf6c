import { buildXml, parseXml } from '../../../core/http/xml.js';
import { hostOrEmpty, joinPriority, relativeName, withDot, withoutDot } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import { every, type FakeRecord, header, routedFake, xmlAnswer } from '../../../core/testing/fakes/index.js';

type Fields = Readonly<Record<string, string>>;
type Packet = Readonly<Record<string, Readonly<Record<string, Fields & { readonly filter?: Fields }>>>>;

const error = (errcode: string, errtext: string) => ({ status: 'error', errcode, errtext });

function packetOf(body: unknown): {
  operator: string;
  operation: string;
  fields: Fields & { readonly filter?: Fields };
  all: readonly Packet[string][];
} {
  const { packet } = parseXml(String(body)) as { packet: Packet };
  const [[operator, given] = ['', {}]] = Object.entries(packet);
  // Several of one operator stand side by side.
  const all = [given].flat() as Packet[string][];
  const [[operation, fields] = ['', {}]] = Object.entries(all[0] ?? {});
  return { operator, operation, fields, all };
}

const isHost = (type: string) => /^(CNAME|MX|NS)$/.test(type);

function toResult(id: string, { type, name, content }: FakeRecord): object {
  const [opt, value] = type === 'MX' ? content.split(' ') : ['', content];
  const host = `${name === '@' ? '' : `${name}.`}example.com.`;
  return {
    status: 'ok',
    id,
    data: { 'site-id': '71', type, host, value: isHost(type) ? withDot(value ?? '') : value, opt },
  };
}

function fromFields({ 'site-id': site, type = '', host = '', value = '', opt = '' }: Fields): FakeRecord {
  if (
    site !== '71' ||
    (isHost(type) && !value.endsWith('.')) ||
    host !== hostOrEmpty(relativeName(host, 'example.com'))
  )
    throw new Error('malformed record');
  const content = isHost(type) ? withoutDot(value) : value;
  return {
    type,
    name: host === '' ? '@' : host,
    content: joinPriority({ content, priority: opt === '' ? undefined : Number(opt) }),
    ttl: 3600,
  };
}

function answer(operator: string, operation: string, result: object | readonly object[]) {
  return packet(operator, { [operation]: { result } });
}

function packet(operator: string, operations: object) {
  return xmlAnswer(String(buildXml({ packet: { '@version': '1.6.9.1', [operator]: operations } })));
}

/** What is told of a domain: `gen_info` where the data is asked for. */
function siteOf({ id, name }: { readonly id: string; readonly name: string }) {
  return { status: 'ok', 'filter-id': name, id, data: { gen_info: { name, 'ascii-name': name, status: '0' } } };
}

describeProvider('plesk', {
  exceptions: { 'gives a record the TTL that it was asked for': 'The TTL is that of the zone.' },
  options: { username: 'me', password: 'opaque-password', server: 'https://plesk.example.net:8443/' },
  isRead: ({ body }) => /<(get|get_rec)>/.test(body),
  fake: routedFake({
    base: 'https://plesk.example.net:8443',
    at: /^\/enterprise\/control\/agent\.php$/,
    // Basic, as we have it besides, is not asked for.
    credentials: every(header('http_auth_login', 'me'), header('http_auth_passwd', 'opaque-password'), ({ headers }) =>
      /^text\/xml/.test(headers['content-type'] ?? ''),
    ),
    missing: xmlAnswer(String(buildXml({ packet: { system: error('1014', 'Parser error') } }))),
    refused: xmlAnswer(
      String(buildXml({ packet: { system: error('1001', 'You have entered incorrect username or password.') } })),
    ),
    command: ({ request, body }) =>
      request.url.pathname === '/enterprise/control/agent.php' ? packetOf(body).operation : 'none',
    routes: {
      get: ({ body, account }) => {
        const { operator, fields } = packetOf(body);
        const name = fields.filter?.name;
        if (name === undefined) return answer(operator, 'get', account.zones.map(siteOf));
        const found = account.zones.find((zone) => zone.name === name);
        const site = found && { ...siteOf(found), data: '' };
        return answer('site', 'get', site ?? error('1013', 'Site does not exist'));
      },
      get_rec: ({ zone }) => {
        const results = zone.records.all().map(([id, record]) => toResult(id, record));
        return answer('dns', 'get_rec', results.length > 0 ? results : { status: 'ok' });
      },
      add_rec: ({ body, zone }) => {
        const id = zone.records.insert(fromFields(packetOf(body).fields));
        return answer('dns', 'add_rec', { status: 'ok', id });
      },
      del_rec: ({ body, zone }) => {
        const asked = packetOf(body).all.map(({ del_rec }) => del_rec);
        const results = asked.map((each) => {
          const id = each?.filter?.id ?? '';
          return zone.records.remove(id) ? { status: 'ok', id } : error('1013', 'The DNS record does not exist');
        });
        return packet('dns', { del_rec: results.map((result) => ({ result })) });
      },
    },
  }),
  refusals: [
    [200, '<packet><site><get><result><status>error</status></result></get></site></packet>', ['API', /no reason/]],
  ],
  cases: {
    'writes a priority where there is none, and asks for no removal of nothing': {
      creates: ['a 60 MX mail.example.net', 'b 60 TXT one'],
      leaves: ['a MX 10 mail.example.net', 'b TXT one'],
    },
    'removes one record': {
      given: ['a TXT one'],
      async does(service) {
        await service.list({});
        await service.removeAll([{ type: 'TXT', name: 'a', content: 'one' }]);
      },
      leaves: [],
    },
  },
});
