import {
  asObject,
  basic,
  describeProvider,
  every,
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
const rest = { main: { address: '192.0.2.1', ttl: 600 } };
const { list } = recordHandlers({
  form,
  wrap: ({ items }, { zone }) => done({ ...shown(zone), ...rest, resourceRecords: items }),
});

describeProvider('autodns', {
  options: { apiUser: 'me', apiPassword: 'opaque-password' },
  isRead: ({ method, url }) => method === 'GET' || url.pathname.endsWith('_search'),
  fake: routedFake({
    base: 'https://api.autodns.com/v1',
    credentials: every(basic('me', 'opaque-password'), { 'x-domainrobot-context': '4' }),
    refused: [401, failed('EF00000', 'Authentication failed.')],
    missing: [404, failed('E0205', 'The zone does not exist.')],
    routes: {
      'POST /zone/_search': ({ body, account }) => {
        const [{ key, value, operator } = {}] = asObject(body).filters as Record<string, string>[];
        const isKnown = key === 'name' && operator === 'EQUAL';
        const found = account.zones.filter(({ name }) => name === value);
        return isKnown ? done(...found.map(shown)) : [400, failed('EF', 'unknown filter')];
      },
      'GET /zone/{domain}/a.ns14.net': list,
      'POST /zone/{domain}/_stream': ({ zone, body }) => {
        const { adds = [], rems = [] } = asObject(body) as { adds?: readonly object[]; rems?: readonly object[] };
        for (const item of rems) {
          const record = fromItem({ ...item }, zone);
          const id = idOfRecord(zone, record) ?? '';
          if (zone.records.get(id)?.ttl === record.ttl) zone.records.remove(id);
        }
        for (const item of adds) zone.records.insert(fromItem({ ...item }, zone));
        return done(shown(zone));
      },
    },
  }),
});
