import { type CasesTest, describeCases } from '../../core/testing/describe-provider.js';

const key = 'opaque-key';

const place = { dns_name: 'ns1', dnsview_name: 'out', dnszone_name: 'example.com' };
const within = "dns_name='ns1' AND dnsview_name='out' AND dnszone_name='example.com'";

const domainName = 'example.com';
const entry = { name: 'example.com', type: 'MX', target: '10 mail.example.org' };
const domainEntries = [
  { ...entry, id: '6', type: 'A', target: 'x.elb.amazonaws.com', isAlias: true },
  { ...entry, id: '7', isAlias: false },
];
const domain = { request: 'POST /', body: { domainName }, answer: { domain: { domainEntries } } };

/** Records and zones are named to the service as it shows them, which may be otherwise than this program would write them. */
const rows: Readonly<Record<string, CasesTest>> = {
  efficientip: {
    base: 'https://ipam.example.net/rest',
    options: { username: 'me', password: key, hostname: 'ipam.example.net' },
    cases: {
      'adds where there are views': {
        asks: [
          {
            request: `GET /dns_zone_list?WHERE=${encodeURIComponent("dnszone_name='example.com'")}&limit=1000&offset=0`,
            answer: [{ ...place, vdns_parent_id: '0' }],
          },
          {
            request: `GET /dns_rr_list?WHERE=${encodeURIComponent(`${within} AND rr_type='TXT' AND rr_full_name='a.example.com'`)}&limit=1000&offset=0`,
            answer: [],
          },
          {
            request:
              'POST /dns_rr_add?add_flag=new_only&dns_name=ns1&dnsview_name=out&dnszone_name=example.com&rr_name=a.example.com&rr_type=TXT&value1=one&rr_ttl=60',
            answer: [{ ret_oid: '7' }],
          },
        ],
        creates: 'a 60 TXT one',
      },
    },
  },
  lightsail: {
    base: 'https://lightsail.us-east-1.amazonaws.com',
    options: { accessKey: 'id', accessSecret: key },
    cases: {
      'lists no aliases': {
        asks: [domain, domain],
        lists: {},
        gives: ['MX/@/MTAgbWFpbC5leGFtcGxlLm9yZw example.com - MX 10 mail.example.org'],
      },
      'removes an entry without its final dot': {
        asks: [
          domain,
          domain,
          {
            request: 'POST /',
            body: { domainName, domainEntry: entry },
            answer: { operation: { status: 'Succeeded' } },
          },
        ],
        removes: '@ MX 10 mail.example.org',
      },
    },
  },
};

for (const [provider, row] of Object.entries(rows)) describeCases(provider, row);
