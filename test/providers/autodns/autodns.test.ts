import { describeProvider } from '../../../core/testing/describe-provider.js';
import {
  asObject,
  basic,
  every,
  header,
  itemForm,
  jsonAnswer,
  refuse,
  routedFake,
} from '../../../core/testing/fakes/index.js';

const form = { fields: { content: 'value' }, apex: '', hasIds: false as const, dots: true, priority: { MX: 'pref' } };
const { toItem, fromItem } = itemForm({ form });

function failed(status: number, code: string, text: string) {
  return jsonAnswer({ stid: '1', status: { code, text, type: 'ERROR' }, data: [] }, status);
}

function done(data: readonly object[]) {
  return jsonAnswer({ stid: '1', status: { code: 'S0205', text: 'done', type: 'SUCCESS' }, data });
}

describeProvider('autodns', {
  options: { apiUser: 'me', apiPassword: 'opaque-password' },
  isRead: ({ method, url }) => method === 'GET' || url.pathname.endsWith('_search'),
  fake: routedFake({
    base: 'https://api.autodns.com/v1',
    credentials: every(basic('me', 'opaque-password'), header('x-domainrobot-context', '4')),
    refused: failed(401, 'EF00000', 'Authentication failed.'),
    missing: failed(404, 'E0205', 'The zone does not exist.'),
    routes: {
      'POST /zone/_search': ({ body, account }) => {
        const { filters } = body as { filters: readonly { key: string; value: string; operator: string }[] };
        const [{ key, value, operator } = { key: '', value: '', operator: '' }] = filters;
        if (key !== 'name' || operator !== 'EQUAL') refuse(400, { message: 'unknown filter' });
        const found = account.zones.filter(({ name }) => name === value);
        return done(found.map(({ name }) => ({ origin: name, virtualNameServer: 'a.ns14.net' })));
      },
      'GET /zone/{domain}/a.ns14.net': ({ zone }) =>
        done([
          {
            origin: zone.name,
            virtualNameServer: 'a.ns14.net',
            main: { address: '192.0.2.1', ttl: 600 },
            resourceRecords: zone.records.all().map(([id, record]) => toItem(record, id, zone)),
          },
        ]),
      'POST /zone/{domain}/_stream': ({ zone, body }) => {
        const { adds = [], rems = [] } = asObject(body) as { adds?: readonly object[]; rems?: readonly object[] };
        for (const item of rems) {
          const { type, name, content, ttl } = fromItem({ ...item }, zone);
          const found = zone.records
            .all()
            .find(([, own]) => own.type === type && own.name === name && own.content === content && own.ttl === ttl);
          if (found !== undefined) zone.records.remove(found[0]);
        }
        for (const item of adds) zone.records.insert(fromItem({ ...item }, zone));
        return done([{ origin: zone.name, virtualNameServer: 'a.ns14.net' }]);
      },
    },
  }),
});
