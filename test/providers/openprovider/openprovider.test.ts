import { isDeepStrictEqual } from 'node:util';
import { quoteTxt } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import {
  asObject,
  bearer,
  type Call,
  cut,
  itemForm,
  jsonAnswer,
  refuse,
  routedFake,
} from '../../../core/testing/fakes/index.js';

const base = 'https://api.openprovider.eu/v1beta';
/** Shown with full names and text in quotes, sent with relative names and bare text. */
const shown = itemForm({
  form: { fields: { content: 'value' }, names: 'full', priority: { MX: 'prio', SRV: 'prio' }, hasIds: false },
});
const sent = itemForm({
  form: { fields: { content: 'value' }, apex: '', priority: { MX: 'prio', SRV: 'prio' } },
  extra: ['prio'],
});
const succeed = (data: object) => ({ code: 0, desc: '', data });
const failed = (status: number, code: number, desc: string) => jsonAnswer({ code, desc, data: null }, status);
const login = ['POST /auth/login', { username: 'me', password: 'opaque-password', ip: '0.0.0.0' }] as const;
const zone = 'GET /dns/zones/example.com';
const text = { name: 'a', type: 'TXT', value: 'one', ttl: 900 };
const put = (records: object) => ['PUT /dns/zones/example.com', { id: 71, name: 'example.com', records }] as const;
const ttls = [900, 3600, 10800, 21600, 43200, 86400];

function items({ zone }: Pick<Call, 'zone'>): Record<string, unknown>[] {
  return zone.records.all().map(([id, record]) => {
    const item = shown.toItem(record, id, zone);
    return { prio: 0, ...item, value: record.type === 'TXT' ? quoteTxt(record.content) : item.value };
  });
}

/** What goes must be named to the letter. */
function place(call: Call, item: Record<string, unknown>): string {
  if ('prio' in item !== /^(MX|SRV)$/.test(String(item.type))) refuse(400, { code: 1, desc: 'prio' });
  const name = item.name === '' ? call.zone.name : `${item.name}.${call.zone.name}`;
  const wanted = { prio: 0, ...item, name };
  const index = items(call).findIndex((own) => isDeepStrictEqual({ ...own }, wanted));
  return call.zone.records.all()[index]?.[0] ?? refuse(500, { code: 817, desc: 'Record not found' });
}

function change(call: Call): object {
  const { id, name, records } = asObject(call.body);
  if (String(id) !== call.zone.id || name !== call.zone.name) refuse(400, { code: 1, desc: 'wrong zone' });
  const { add = [], remove = [], update = [] } = asObject(records) as Record<string, Record<string, unknown>[]>;
  const read = (item: Record<string, unknown>) => {
    if (!ttls.includes(Number(item.ttl))) refuse(400, { code: 816, desc: 'Invalid TTL' });
    return sent.fromItem(item, call.zone);
  };
  for (const item of add) {
    const record = read(item);
    const isThere = call.zone.records
      .all()
      .some(([, own]) => own.type === record.type && own.name === record.name && own.content === record.content);
    if (isThere) refuse(500, { code: 817, desc: 'Duplicate record' });
    call.zone.records.insert(record);
  }
  for (const { original_record, record } of update)
    call.zone.records.replace(
      place(call, asObject(original_record) as Record<string, unknown>),
      read(asObject(record) as Record<string, unknown>),
    );
  for (const item of remove) call.zone.records.remove(place(call, item));
  return succeed({ success: true });
}

describeProvider('openprovider', {
  refusals: [
    [500, { code: 817, desc: 'Duplicate record' }, 'RECORD_EXISTS'],
    [500, { code: 1, desc: 'Access denied' }, 'AUTHENTICATION'],
  ],
  options: { username: 'me', password: 'opaque-password' },
  refusal: 401,
  cases: {
    'sends a login again whose answer was lost, and no change': {
      creates: 'a 900 TXT one',
      answers: {
        'POST /auth/login': [[200, succeed({ token: 'opaque-token' })], [502]],
        'PUT ': [[401, { code: 196, desc: 'Authentication/Authorization Failed' }], [502]],
      },
      sends: [login, zone, put({ add: [text] }), login, login, put({ add: [text] })],
      fails: 'SERVER',
    },
    'removes at the apex': { given: ['@ TXT one', 'a TXT one'], removes: '@ TXT one', leaves: ['a TXT one'] },
    'looks once for what is to go': {
      given: ['a TXT one'],
      removes: 'a TXT one',
      sends: [
        login,
        zone,
        `${zone}/records?limit=500&offset=0`,
        put({ remove: [{ ...text, value: '"one"', ttl: 60 }] }),
      ],
    },
  },
  fake: routedFake({
    base,
    credentials: (request) => request.url.pathname.endsWith('/auth/login') || bearer('opaque-token')(request),
    refused: failed(401, 196, 'Authentication/Authorization Failed'),
    missing: failed(404, 872, 'Zone is not found'),
    routes: {
      'POST /auth/login': ({ body }) => {
        const { username, password, ip } = asObject(body);
        const isRight = username === 'me' && password === 'opaque-password' && ip === '0.0.0.0';
        return isRight ? succeed({ token: 'opaque-token', reseller_id: 1 }) : failed(401, 196, 'Authentication failed');
      },
      'GET /dns/zones/{domain}': ({ zone }) => succeed({ id: Number(zone.id), name: zone.name, type: 'master' }),
      'GET /dns/zones/{domain}/records': (call) => {
        const paging = { by: 'offset', parameter: 'offset', size: 'limit', usual: 100, largest: 500 } as const;
        const { items: results, total } = cut(items(call), call.query, paging);
        return succeed({ results, total });
      },
      'PUT /dns/zones/{domain}': change,
    },
  }),
});
