import { quoteTxt, unquoteTxt } from '../../../core/sdk/index.js';
import { basic, type Call, describeProvider, routedFake } from '../../../core/testing/index.js';

const shown = ({ zone }: Call) =>
  zone.records
    .all()
    .filter(([, { type }]) => type === 'TXT')
    .map(([, { name, content }]) => `${name} ${quoteTxt(content)}`)
    .join('\n');

/** All TXT records at once; lines that are no record are refused. */
function save({ zone, query, request }: Call): object {
  const lines = (query.TXT ?? '').split('\n').filter((line) => line !== '');
  const records = lines.map((line) => /^(\S+)\s+(".*")$/s.exec(line) ?? []);
  if (request.body !== '' || records.some(({ length }) => length === 0))
    return { status: 'ERROR', error: 'Syntax error' };
  for (const [id, { type }] of zone.records.all()) if (type === 'TXT') zone.records.remove(id);
  for (const [, name = '', value = ''] of records)
    zone.records.insert({ type: 'TXT', name, content: unquoteTxt(value), ttl: 3600 });
  return { status: 'OK', error: '' };
}

const found = ['GET /domain/get_domains.html', 'GET /dns/get_dns.html?domain=example.com'] as const;
const set = (text: string) => `POST /dns/set_dns.html?domain=example.com&TXT=${encodeURIComponent(text)}`;
const answers = {
  'GET /dns/get_dns.html': [200, { data: { TXT: '_dmarc   "v=DMARC1;"\nbig "a" "b"', TTL: 3600 }, status: 'OK' }],
} as const;

describeProvider('artfiles', {
  options: { username: 'me', password: 'opaque-password', server: 'dcp' },
  refusal: 401,
  fake: routedFake({
    base: 'https://dcp.c.artfiles.de/api',
    credentials: basic('me', 'opaque-password'),
    zoneOf: ({ query }) => ({ name: query.domain ?? 'example.com' }),
    routes: {
      'GET /domain/get_domains.html': ({ account }) => ({
        status: 200,
        headers: { 'content-type': 'text/plain' },
        body: account.zones.map(({ id, name }) => `${name}\tnormal\t\t2026-10-01\t2017-09-18\t${id}\n`).join(''),
      }),
      'GET /dns/get_dns.html': (call) => ({ data: { A: 'www 192.0.2.1', TXT: shown(call), TTL: 3600 }, status: 'OK' }),
      'POST /dns/set_dns.html': save,
    },
  }),
  cases: {
    'takes no page for a list of domains': {
      answers: { 'GET /domain': [200, '<html>\n<body>We will be back soon</body>\n</html>'] },
      fails: 'RESPONSE',
    },
    'tells what the service says': {
      answers: { 'GET /dns/get_dns.html': [200, { status: 'ERROR', error: 'Permission denied' }] },
      lists: {},
      fails: ['API', /Permission denied/],
    },
    'writes the other lines as they were': {
      answers,
      creates: 'a 60 TXT one',
      sends: [...found, set('_dmarc   "v=DMARC1;"\nbig "a" "b"\na "one"')],
    },
    'reads a text in several strings': {
      answers,
      lists: {},
      does: async (service) => (await service.list({})).map(({ name, content }) => [name, content]),
      gives: [
        ['_dmarc.example.com', 'v=DMARC1;'],
        ['big.example.com', 'ab'],
      ],
    },
  },
});
