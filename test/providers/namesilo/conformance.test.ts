import { buildXml } from '../../../core/http/xml.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import { xmlAnswer } from '../../../core/testing/fake-api.js';
import { allowOnly, type Handler, itemForm, query, routedFake } from '../../../core/testing/fakes/index.js';

const shown = itemForm({
  form: { fields: { id: 'record_id', name: 'host', content: 'value' }, names: 'full', priority: { MX: 'distance' } },
});
const written = itemForm({
  form: {
    fields: { type: 'rrtype', name: 'rrhost', content: 'rrvalue', ttl: 'rrttl' },
    apex: '',
    priority: { MX: 'rrdistance' },
  },
});
/** In the order that the service has, which clients go by that search the text. */
function shownItem({ record_id, type, ...item }: Readonly<Record<string, unknown>>) {
  return { record_id, type, ...item, distance: item.distance ?? 0 };
}
const common = ['version', 'type', 'key', 'domain', 'rrid'];

function reply(code: number, detail: string, more: object = {}) {
  return xmlAnswer(buildXml({ namesilo: { request: { operation: 'o' }, reply: { code, detail, ...more } } }));
}

function inDomain(handler: Handler): Handler {
  return (call) => {
    const { version, type, domain = '' } = call.query;
    if (version !== '1' || type !== 'xml') return reply(101, 'HTTPS or parameters are not as they must be');
    const zone = call.account.zone('name', domain);
    return zone === undefined ? reply(200, 'Domain is not active') : handler({ ...call, zone });
  };
}

function fieldsOf(all: Readonly<Record<string, string>>) {
  return Object.fromEntries(Object.entries(all).filter(([name]) => !common.includes(name)));
}

describeProvider('namesilo', {
  keepsType: true,
  options: { token: 'opaque-token' },
  isRead: ({ url }) => !/dns(Add|Update|Delete)/.test(url.pathname),
  fake: routedFake({
    base: 'https://www.namesilo.com/api',
    credentials: query('key', 'opaque-token'),
    refused: reply(110, 'Invalid API Key'),
    routes: {
      'GET /listDomains': ({ account }) =>
        reply(300, 'success', { domains: { domain: account.zones.map(({ name }) => name) } }),
      'GET /getDomainInfo': inDomain(() => reply(300, 'success')),
      'GET /dnsListRecords': inDomain(({ zone, query: asked }) => {
        allowOnly(asked, common);
        const items = zone.records.all().map(([id, record]) => shownItem(shown.toItem(record, id, zone)));
        return reply(300, 'success', { resource_record: items });
      }),
      'GET /dnsAddRecord': inDomain(({ zone, query: asked }) => {
        const record = written.fromItem(fieldsOf(asked), zone);
        const isThere = zone.records
          .all()
          .some(([, own]) => own.type === record.type && own.name === record.name && own.content === record.content);
        if (isThere) return reply(280, 'could not add resource record to domain since it already exists (duplicate)');
        return reply(300, 'success', { record_id: zone.records.insert(record) });
      }),
      'GET /dnsUpdateRecord': inDomain(({ zone, query: asked }) => {
        const { rrid = '' } = asked;
        const before = zone.records.get(rrid);
        if (before === undefined) return reply(280, 'rrid does not exist');
        const record = written.fromItem({ ...fieldsOf(asked), rrtype: before.type }, zone);
        zone.records.replace(rrid, record);
        return reply(300, 'success', { record_id: rrid });
      }),
      'GET /dnsDeleteRecord': inDomain(({ zone, query: asked }) =>
        zone.records.remove(asked.rrid ?? '') ? reply(300, 'success') : reply(280, 'resource record does not exist'),
      ),
    },
  }),
});
