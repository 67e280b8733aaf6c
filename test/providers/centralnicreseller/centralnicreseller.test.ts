import { fromPresentation, recordId, toPresentation } from '../../../core/sdk/index.js';
import {
  asObject,
  type Call,
  cut,
  describeProvider,
  every,
  field,
  recordLine,
  removeRecord,
  routedFake,
} from '../../../core/testing/index.js';

const call = (command: string, fields = '') =>
  ['POST ', `s_login=me:role&s_pw=opaque-password&command=${command}&dnszone=example.com${fields}`] as const;
const find = call('StatusDNSZone');
const list = call('QueryDNSZoneRRList', '&wide=1&first=0&limit=250');
const paging = { by: 'offset', parameter: 'first', size: 'limit', usual: 100, largest: 1000 } as const;

function answer(code = 200, description = 'Command completed successfully', properties: readonly string[] = []) {
  const lines = ['[RESPONSE]', `code = ${code}`, `description = ${description}`, ...properties, 'EOF'];
  return { status: 200, headers: {}, body: lines.join('\r\n') };
}

function listRows({ zone, body }: Call) {
  const { items, total } = cut(zone.records.all(), body as Record<string, string>, paging);
  const rows = items.flatMap(([, { name, ttl, type, content }], row) => {
    const data = type === 'TXT' ? toPresentation({ type, content }) : content;
    const columns = Object.entries({ NAME: name, TTL: ttl, TYPE: type, PRIO: '', CONTENT: data, LOCKED: 0 });
    return columns.map(([column, value]) => `property[${column}][${row}] = ${value} `);
  });
  return answer(200, 'Done', [`property[TOTAL][0] = ${total}`, ...rows]);
}

function modify({ zone, body }: Call) {
  for (const [key, line] of Object.entries(asObject(body)).filter(([name]) => /rr\d+$/.test(name))) {
    const { ttl = 0, type, content, ...rest } = recordLine(String(line).replace(/(?<=^\S+ \d+ )IN /, ''));
    const record = { ...rest, type, ttl, content: fromPresentation(type, content) };
    if (key.startsWith('add')) zone.records.insert(record);
    else if (!removeRecord(zone, record)) return answer(541, 'Invalid attribute value');
  }
  return answer();
}

describeProvider('centralnicreseller', {
  options: { login: 'me:role', password: 'opaque-password' },
  isRead: ({ body }) => !/command=Modify/.test(body),
  fake: routedFake({
    base: 'https://api.rrpproxy.net/api/call.cgi',
    credentials: every(field('s_login', 'me:role'), field('s_pw', 'opaque-password')),
    refused: answer(530, 'Authentication failed'),
    missing: answer(545, 'Object not found'),
    command: ({ body }) => String(asObject(body).command),
    zoneOf: ({ body }) => ({ name: asObject(body).dnszone }),
    routes: { StatusDNSZone: () => answer(), QueryDNSZoneRRList: listRows, ModifyDNSZone: modify },
  }),
  refusals: [
    [200, 'code = 531\r\ndescription = Authorization failed\r\n', ['AUTHENTICATION', /Authorization failed.* 531/]],
    [200, 'CODE=421\nDESCRIPTION=Try again\n', ['SERVER', /Try again/]],
  ],
  cases: {
    'asks for no change where the record is gone': {
      given: ['a TXT one'],
      does: (service) => service.remove(recordId({ type: 'TXT', name: 'b', content: 'one' }), {}),
      sends: [find, list],
    },
    'changes several at once by lines, and removes what is listed with its TTL': {
      given: ['a TXT one', '@ TXT two', 'a TXT three'],
      creates: ['b 300 TXT one', '@ 300 CNAME www.example.org'],
      removes: ['a TXT one', '@ TXT two'],
      sends: [
        ...[find, list, list],
        call('ModifyDNSZone', '&addrr0=b 300 IN TXT "one"&addrr1=@ 300 IN CNAME www.example.org.'),
        ...[list, list, list],
        call('ModifyDNSZone', '&delrr0=a 60 IN TXT "one"&delrr1=@ 60 IN TXT "two"'),
      ],
    },
  },
});
