import { quoteTxt, unquoteTxt } from '../../../core/sdk/index.js';
import { basic, type Call, describeProvider, replaceRecords, routedFake } from '../../../core/testing/index.js';

function shown({ zone }: Call): string {
  const texts = zone.records.all().filter(([, { type }]) => type === 'TXT');
  return texts.map(([, { name, content }]) => `${name} ${quoteTxt(content)}`).join('\n');
}

const found = ['GET /domain/get_domains.html', 'GET /dns/get_dns.html?domain=example.com'] as const;
const set = (text: string) => `POST /dns/set_dns.html?domain=example.com&TXT=${encodeURIComponent(text)}`;
const answers = {
  'GET /dns/get_dns.html': [
    200,
    { data: { TXT: '_dmarc   "v=DMARC1;"\n \t\nbig "a" "b"\n', TTL: 3600 }, status: 'OK' },
  ],
} as const;

describeProvider('artfiles', {
  exceptions: { 'gives a record the TTL that it was asked for': 'There is one TTL for the domain.' },
  options: { username: 'me', password: 'opaque-password', server: 'dcp' },
  refusal: 401,
  fake: routedFake({
    base: 'https://dcp.c.artfiles.de/api',
    credentials: basic('me', 'opaque-password'),
    zoneOf: ({ query }) => ({ name: query.domain ?? 'example.com' }),
    routes: {
      'GET /domain/get_domains.html': ({ account }) => {
        const lines = account.zones.map(({ id, name }) => `${name}\tnormal\t\t2026-10-01\t2017-09-18\t${id}\n`);
        return { status: 200, headers: { 'content-type': 'text/plain' }, body: lines.join('') };
      },
      'GET /dns/get_dns.html': (call) => ({ data: { A: 'www 192.0.2.1', TXT: shown(call), TTL: 3600 }, status: 'OK' }),
      // All texts at once; lines that are no record are refused.
      'POST /dns/set_dns.html': ({ zone, query, request }) => {
        const lines = (query.TXT ?? '').split('\n').filter((line) => line !== '');
        const texts = lines.map((line) => /^(\S+)\s+(".*")$/s.exec(line) ?? []);
        const isBroken = request.body !== '' || texts.some(({ length }) => length === 0);
        if (isBroken) return { status: 'ERROR', error: 'Syntax error' };
        const others = zone.records.all().flatMap(([, record]) => (record.type === 'TXT' ? [] : [record]));
        const records = texts.map(([, name = '', value = '']) => ({
          type: 'TXT',
          name,
          content: unquoteTxt(value),
          ttl: 3600,
        }));
        replaceRecords(zone, [...others, ...records]);
        return { status: 'OK', error: '' };
      },
    },
  }),
  cases: {
    'says which server has the account': {
      asks: [
        {
          request: 'GET https://dcp.c.artfiles.de/api/domain/get_domains.html',
          ...{ status: 302, answerHeaders: { location: 'https://s7.c.artfiles.de/api/domain/get_domains.html' } },
        },
      ],
      fails: ['CONFIG', /at s7/],
    },
    'takes no page for a list of domains': {
      answers: { 'GET /domain': [200, '<html>\n<body>We will be back soon</body>\n</html>'] },
      fails: 'RESPONSE',
    },
    'tells what the service says': {
      answers: { 'GET /dns/get_dns.html': [200, { status: 'ERROR', error: 'Permission denied' }] },
      lists: {},
      fails: ['API', /Permission denied/],
    },
    'tells that it was refused where it says no more': {
      answers: { 'GET /dns/get_dns.html': [200, { status: 'ERROR' }] },
      lists: {},
      fails: ['API', /ERROR/],
    },
    'passes over a line that is no record': {
      answers: { 'GET /dns/get_dns.html': [200, { data: { TXT: 'alone' }, status: 'OK' }] },
      lists: {},
      gives: [],
    },
    'writes the other lines as they were': {
      answers,
      creates: 'a 60 TXT one',
      sends: [...found, set('_dmarc   "v=DMARC1;"\nbig "a" "b"\na "one"')],
    },
    'reads a text in several strings': {
      answers,
      does: async (service) => (await service.list({})).map(({ name, content }) => `${name} ${content}`),
      gives: ['_dmarc.example.com v=DMARC1;', 'big.example.com ab'],
    },
  },
});
