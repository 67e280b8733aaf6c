import { type Call, describeProvider, header, recordHandlers, routedFake } from '../../../core/testing/index.js';

const done = { code: 1000, desc: 'Command completed successfully' };
const gone = { code: 2303, desc: 'Object does not exist' };
const login = { ...done, parameters: { token: 'opaque-token' } };
const { list, add, drop } = recordHandlers({
  form: { fields: { id: 'recordid' }, names: 'full' },
  extra: ['domainName', 'prio'],
  ignores: ['domainname'],
  show: (item) => ({ ...item, ttl: String(item.ttl), prio: null, change_date: null }),
  wrap: ({ items }) => ({ ...done, dns: { 'example.com': { dnstype: 'primary', records: items } } }),
  idOf: (call) => partsOf(call).recordid,
  done: () => ({ ...done, recordid: 19695822 }),
  gone: [200, gone],
});

/** The fields of a form in parts; of another kind nothing is found. */
function partsOf({ body, request }: Call): Record<string, string> {
  const [, boundary = '?'] = /^multipart\/form-data; boundary=(\S+)$/.exec(request.headers['content-type'] ?? '') ?? [];
  const parts = String(body).split(`--${boundary}`).slice(1, -1);
  return Object.fromEntries(parts.map((part) => /name="(\w+)"\r\n\r\n(.*)\r\n$/s.exec(part)?.slice(1) ?? []));
}

const zoneOf = ({ query, body, ...call }: Call) => ({
  name:
    query.domainname ?? (body as { domainName?: string }).domainName ?? partsOf({ query, body, ...call }).domainname,
});
const found = 'GET /dns/getrecords/?domainname=example.com';

describeProvider('excedo', {
  options: { apiKey: 'opaque-api-key', apiUrl: 'https://api.excedo.example/' },
  refusal: 401,
  fake: routedFake({
    base: 'https://api.excedo.example',
    credentials: { authorization: 'Bearer opaque-token' },
    refused: [200, { code: 2200, desc: 'Authentication error' }],
    missing: [200, gone],
    logins: { 'GET /authenticate/login/': { sends: header('authorization', 'Bearer opaque-api-key'), gives: login } },
    zoneOf,
    routes: { 'GET /dns/getrecords/': list, 'POST /dns/addrecord/': add, 'POST /dns/deleterecord/': drop },
  }),
  refusals: [
    [200, done, 'ZONE_NOT_FOUND', 'GET /dns'],
    [200, { ...done, dns: { 'example.org': { records: [] } } }, 'ZONE_NOT_FOUND', 'GET /dns'],
    [200, { code: 2302, desc: 'Object exists' }, 'RECORD_EXISTS'],
    [200, { code: 2200, desc: 'Authentication error' }, ['AUTHENTICATION', /Authentication error/]],
    [200, { code: 2003, desc: 'Required parameter missing' }, ['API', /2003/], 'GET /dns'],
  ],
  cases: {
    'creates by a form, with a name relative to the zone': {
      creates: '_acme-challenge 60 TXT one',
      sends: [
        'GET /authenticate/login/',
        found,
        found,
        ['POST /dns/addrecord/', 'domainName=example.com&name=_acme-challenge&type=TXT&content=one&ttl=60'],
      ],
    },
    'logs in again where the token is over': {
      answers: { 'GET /dns/getrecords/': [[200, { code: 2200, desc: 'Session expired' }]] },
      sends: ['GET /authenticate/login/', found, 'GET /authenticate/login/', found],
    },
  },
});
