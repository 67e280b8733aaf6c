import { type Call, describeProvider, recordHandlers, refuse, routedFake } from '../../../core/testing/index.js';

const answer = (response: object) => ({ 'api-status': 'success', 'api-response': response });
const failed = (text: string) => ({ 'api-status': 'error', 'api-response': [], 'api-error': text });
const gone = [200, failed('no such line')] as const;
const { list, add } = recordHandlers({
  form: { fields: { content: 'value' }, names: 'fqdn', hasIds: false },
  extra: ['order-id'],
  sent: ({ body }) => ({ ...(body as object), ttl: Number((body as { ttl: string }).ttl) }),
  wrap: ({ items }) => answer({ records: items.map((item, index) => ({ ...item, line: index + 15, raw: {} })) }),
  done: () => answer({ record: {} }),
});
const form = (call: Call) => (call.body ?? {}) as Record<string, string>;
const isAsked = (call: Call, type: string) => (form(call)['types[]'] ?? type) === type;
const domain = 'GET /domains?domain-name=example.com';
const listing = ['POST /domains/dns-records/list', 'order-id=71&types%5B%5D=TXT'] as const;

describeProvider('octenium', {
  options: { apiKey: 'opaque-api-key' },
  refusal: 401,
  isRead: ({ url }) => /list$|domains$/.test(url.pathname),
  fake: routedFake({
    base: 'https://api.panel.octenium.com',
    credentials: { 'x-api-key': 'opaque-api-key' },
    refused: [401, failed('Invalid API key')],
    zoneOf: (call) => (call.request.method === 'GET' ? undefined : { id: form(call)['order-id'] }),
    routes: {
      'GET /domains': ({ account, query }) => {
        const found = account.zones.filter(({ name }) => name === query['domain-name']);
        const domains = found.map(({ id, name }) => [id, { 'domain-name': name, status: 'active' }]);
        return answer({ domains: found.length === 0 ? [] : Object.fromEntries(domains) });
      },
      'POST /domains/dns-records/list': (call) => {
        const { body } = list({ ...call, query: {} }) as { body: string };
        const { records } = (JSON.parse(body) as { 'api-response': { records: { type: string }[] } })['api-response'];
        return answer({ records: records.filter(({ type }) => isAsked(call, type)) });
      },
      'POST /domains/dns-records/add': add,
      'POST /domains/dns-records/delete': ({ zone, body }) => {
        const { 'order-id': _order, line, ...others } = body as Record<string, string>;
        if (Object.keys(others).length > 0) refuse(200, failed('unknown field'));
        const [id] = zone.records.all()[Number(line) - 15] ?? [];
        return id !== undefined && zone.records.remove(id) ? answer({ deleted: { count: 1, lines: [line] } }) : gone;
      },
    },
  }),
  refusals: [[200, failed('Invalid API key'), ['AUTHENTICATION', /Invalid API key/]]],
  cases: {
    'creates by a form, with the full name and its dot': {
      creates: '_acme-challenge 120 TXT one',
      sends: [
        ...[domain, listing],
        ['POST /domains/dns-records/add', 'order-id=71&name=_acme-challenge.example.com.&type=TXT&value=one&ttl=120'],
      ],
    },
    'looks for the line anew before each removal': {
      given: ['www A 192.0.2.1', 'a TXT one', 'a TXT two', 'a TXT three'],
      removes: ['a TXT one', 'a TXT two'],
      sends: [
        ...[domain, listing, listing],
        ['POST /domains/dns-records/delete', 'order-id=71&line=16'],
        listing,
        ['POST /domains/dns-records/delete', 'order-id=71&line=16'],
      ],
      leaves: ['a TXT three', 'www A 192.0.2.1'],
    },
  },
});
