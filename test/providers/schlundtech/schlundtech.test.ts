import { isDeepStrictEqual } from 'node:util';
import { buildXml, parseXml } from '../../../core/http/xml.js';
import { describeProvider, idOfRecord, itemForm, routedFake, xmlAnswer } from '../../../core/testing/index.js';

const form = { fields: { content: 'value' }, priority: { MX: 'pref', SRV: 'pref' }, apex: '', dots: true };
const { toItem, fromItem } = itemForm({ form: { ...form, hasIds: false } });
const answer = (type: string, code: string, text: string, data: object = {}) =>
  xmlAnswer(buildXml({ response: { result: { data, status: { code, text, type } } } }));
const found = (zone: readonly object[]) => answer('success', 'S0205', 'Done', { summary: zone.length, zone });
type Update = { request: { auth: object; task: { default: Record<string, object[]> } } };
const within = (tag: RegExp, body: unknown) => tag.exec(String(body))?.[1] ?? '';
const auth = { user: 'me', password: 'opaque', context: 10 };
const request = (task: object) => ['POST /', buildXml({ request: { auth, task } })] as const;
const zone = { name: 'example.com', system_ns: 'a.nsentry.de' };
const list = request({ code: '0205', zone });
const where = { key: 'name', operator: 'eq', value: 'example.com' };
const text = (value: string, ttl: number) => ({ name: 'a', type: 'TXT', value, ttl });

describeProvider('schlundtech', {
  options: { user: 'me', password: 'opaque' },
  isRead: ({ body }) => body.includes('<code>0205</code>'),
  fake: routedFake({
    base: 'https://gateway.schlundtech.de',
    credentials: ({ body }) => isDeepStrictEqual((parseXml(body) as Update).request.auth, { ...auth, context: '10' }),
    refused: answer('error', 'EF00000', 'Authentication failed'),
    missing: answer('error', 'E0205', 'The zone does not exist'),
    command: ({ body }) => within(/<code>(\d+)</, body) + within(/<(where)>/, body),
    zoneOf: ({ body }) => (within(/<(where)>/, body) ? undefined : { name: within(/<zone>\s*<name>([^<]+)</, body) }),
    routes: {
      '0205where': ({ account, body }) => {
        const asked = within(/<value>([^<]+)</, body);
        return found(account.zones.flatMap(({ name }) => (name === asked ? [{ ...zone, name }] : [])));
      },
      '0205': ({ zone: own }) =>
        found([{ ...zone, name: own.name, rr: own.records.all().map(([id, record]) => toItem(record, id, own)) }]),
      '0202001': ({ zone: own, body }) => {
        const update = parseXml(String(body), ['rr_add', 'rr_rem']) as Update;
        const { rr_add = [], rr_rem = [] } = update.request.task.default;
        if (rr_add.length + rr_rem.length === 0) return answer('error', 'E0202', 'Nothing to do');
        for (const item of rr_rem) {
          const record = fromItem({ ...item }, own);
          const id = idOfRecord(own, record) ?? '';
          if (own.records.get(id)?.ttl === record.ttl) own.records.remove(id);
        }
        for (const item of rr_add) own.records.insert(fromItem({ ...item }, own));
        return answer('success', 'S0202001', 'Done');
      },
    },
  }),
  refusals: [[200, answer('error', 'E0205', 'Odd').body, ['API', /Odd.* E0205$/]]],
  cases: {
    'adds and removes by type, name, value and TTL': {
      given: ['a 300 TXT one', 'a 300 TXT two'],
      creates: 'a 600 TXT three',
      removes: 'a TXT two',
      sends: [
        ...[request({ code: '0205', view: { children: 1, limit: 10 }, where }), list],
        request({ code: '0202001', default: { rr_add: text('three', 600) }, zone }),
        ...[list, request({ code: '0202001', default: { rr_rem: text('two', 300) }, zone })],
      ],
    },
  },
});
