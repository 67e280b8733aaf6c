import {
  asObject,
  describeProvider,
  every,
  field,
  nothing,
  recordHandlers,
  routedFake,
} from '../../../core/testing/index.js';

const gone = { status: 400, headers: { 'hestia-exit-code': '3' }, body: "Error: example.com id 9 doesn't exist" };
const { list, add, drop } = recordHandlers({
  form: {
    fields: { id: 'ID', type: 'TYPE', name: 'RECORD', content: 'VALUE', ttl: 'TTL' },
    priority: { MX: 'PRIORITY', SRV: 'PRIORITY' },
    quotes: (text) => /[;\s]/.test(text),
  },
  idOf: ({ body }) => asObject(body).arg3,
  sent({ body }) {
    const { arg3: RECORD, arg4: TYPE, arg5: VALUE, arg6: PRIORITY, arg9: TTL } = asObject(body);
    return { RECORD, TYPE, VALUE, TTL, ...(PRIORITY !== '' && { PRIORITY }) };
  },
  show: (item) => ({ PRIORITY: '', SUSPENDED: 'no', ...item, TTL: String(item.TTL) }),
  wrap: ({ items }) => Object.fromEntries(items.map((item) => [asObject(item).ID, item])),
  done: () => nothing,
  gone,
});

describeProvider('hestiacp', {
  options: { host: 'https://panel.example.net:8083/', access: 'key', secret: 'opaque-secret', user: 'me' },
  refusal: 401,
  isRead: ({ body }) => body.includes('v-list-'),
  exceptions: { 'brings text through unharmed: long, quoted, escaped, at the apex': 'The panel takes no quotes.' },
  fake: routedFake({
    base: 'https://panel.example.net:8083',
    at: /^\/api\/$/,
    credentials: every(field('access_key', 'key'), field('secret_key', 'opaque-secret'), field('arg1', 'me')),
    missing: gone,
    command: ({ body }) => String(asObject(body).cmd),
    zoneOf: ({ body }) => ({ name: asObject(body).arg2 }),
    routes: { 'v-list-dns-records': list, 'v-add-dns-record': add, 'v-delete-dns-record': drop },
  }),
});
