import { allowOnly, type Call, describeProvider, recordHandlers, routedFake } from '../../../core/testing/index.js';

const answer = (response: object) => ({ 'api-status': 'success', 'api-response': response });
const failed = (text: string) => ({ 'api-status': 'error', 'api-response': [], 'api-error': text });
const form = (call: Call) => (call.body ?? {}) as Record<string, string>;
/** Ids are known to the fake alone: what is shown of a record is the line that it stands in at the moment. */
const { list, add, drop } = recordHandlers({
  form: { fields: { id: 'line', content: 'value' }, names: 'fqdn' },
  extra: ['order-id'],
  asked: form,
  filters: { type: 'types[]' },
  ignores: ['order-id'],
  sent: (call) => ({ ...form(call), ttl: Number(form(call).ttl) }),
  idOf: (call) => call.zone.records.all()[Number(form(call).line) - 15]?.[0],
  show: (item, { zone }) => {
    const line = 15 + zone.records.all().findIndex(([id]) => id === item.line);
    return { ...item, line, raw: {} };
  },
  wrap: ({ items }) => answer({ records: items }),
  done: (item) => answer(item ? { record: {} } : { deleted: { count: 1 } }),
  gone: [200, failed('no such line')],
});
const domain = 'GET /domains?domain-name=example.com';
const added = 'order-id=71&name=a.example.com.&type=TXT&value=one&ttl=120';
const removal = ['POST /domains/dns-records/delete', 'order-id=71&line=16'] as const;
const listing = ['POST /domains/dns-records/list', 'order-id=71&types%5B%5D=TXT'] as const;

describeProvider('octenium', {
  options: { apiKey: 'opaque-api-key' },
  refusal: 401,
  exceptions: { 'takes for done what somebody else did at the same moment': 'records are named by their line' },
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
      'POST /domains/dns-records/list': list,
      'POST /domains/dns-records/add': add,
      'POST /domains/dns-records/delete': (call) => {
        allowOnly(form(call), ['order-id', 'line']);
        return drop(call);
      },
    },
  }),
  refusals: [[200, failed('Invalid API key'), ['AUTHENTICATION', /Invalid API key/]]],
  cases: {
    'removes no second line where the answer to the first was lost': {
      given: ['www A 192.0.2.1', 'a TXT two'],
      removes: 'a TXT two',
      answers: { [removal[0]]: [[502]] },
      sends: [domain, listing, listing, removal],
      fails: 'SERVER',
    },
    'creates by a form, with the full name and its dot, and looks for the line anew before each removal': {
      given: ['www A 192.0.2.1', 'a TXT two', 'a TXT three'],
      creates: 'a 120 TXT one',
      removes: ['a TXT two', 'a TXT three'],
      sends: [
        ...[domain, listing, ['POST /domains/dns-records/add', added] as const],
        ...[listing, listing, removal, listing, removal],
      ],
      leaves: ['a TXT one', 'www A 192.0.2.1'],
    },
  },
});
