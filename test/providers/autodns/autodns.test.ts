import { relativeName, withoutDot } from '../../../core/sdk/index.js';
import {
  asObject,
  basic,
  describeProvider,
  every,
  type Given,
  idOfRecord,
  itemForm,
  recordHandlers,
  routedFake,
} from '../../../core/testing/index.js';

const priority = { MX: 'pref', SRV: 'pref' };
const form = { fields: { content: 'value' }, apex: '', hasIds: false as const, dots: true, priority };
const { fromItem } = itemForm({ form });
const failed = (code: string, text: string) => ({ stid: '1', status: { code, text, type: 'ERROR' }, data: [] });
const done = (...data: object[]) => ({ stid: '1', status: { code: 'S0205', text: 'done', type: 'SUCCESS' }, data });
const shown = ({ name }: { name: string }) => ({ origin: name, virtualNameServer: 'a.ns14.net' });
const missing: Given = [404, failed('E0205', 'The zone does not exist.')];
const doubled = {
  ...failed('E0202002', 'The zone could not be updated.'),
  messages: [{ text: 'The record is there twice.', code: 'EF02022', status: 'ERROR' }],
};
const rest = { main: { address: '192.0.2.1', ttl: 600 } };
const { list } = recordHandlers({
  form,
  wrap: ({ items }, { zone }) => done({ ...shown(zone), ...rest, resourceRecords: items }),
});

describeProvider('autodns', {
  refusals: [400, 200].map((status) => [status, doubled, ['API', /could not be updated.*there twice/]]),
  options: { apiUser: 'me', apiPassword: 'opaque-password' },
  isRead: ({ method, url }) => method === 'GET' || url.pathname.endsWith('_search'),
  fake: routedFake({
    base: 'https://api.autodns.com/v1',
    credentials: every(basic('me', 'opaque-password'), { 'x-domainrobot-context': '4' }),
    refused: [401, failed('EF00000', 'Authentication failed.')],
    missing,
    routes: {
      'POST /zone/_search': ({ body, account }) => {
        const [{ key, value, operator } = {}] = asObject(body).filters as Record<string, string>[];
        const isKnown = key === 'name' && operator === 'EQUAL';
        const found = account.zones.filter(({ name }) => name === value);
        return isKnown ? done(...found.map(shown)) : [400, failed('EF', 'unknown filter')];
      },
      'GET /zone/{domain}/a.ns14.net': list,
      // The address may have any name within the zone, as the one of lego does.
      'POST /zone/{name}/_stream': ({ account, params, body }) => {
        const zone = account.zones.find(({ name }) => `.${withoutDot(params.name ?? '')}`.endsWith(`.${name}`));
        if (zone === undefined) return missing;
        const { adds, rems } = asObject(body) as Readonly<Record<'adds' | 'rems', readonly { name: string }[] | null>>;
        const plain = ({ name, ...item }: { name: string }) =>
          fromItem({ ...item, name: name.endsWith('.') ? relativeName(name, zone.name) : name }, zone);
        for (const record of (rems ?? []).map(plain)) {
          const id = idOfRecord(zone, record) ?? '';
          if (zone.records.get(id)?.ttl === record.ttl) zone.records.remove(id);
        }
        for (const record of (adds ?? []).map(plain)) {
          if (idOfRecord(zone, record) !== undefined) return [400, doubled];
          zone.records.insert(record);
        }
        return done(shown(zone));
      },
    },
  }),
});
