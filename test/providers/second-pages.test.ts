import { type CasesTest, describeCases } from '../../core/testing/describe-provider.js';

const bluecatFilter = "absoluteName:eq('example.com') and configuration.name:eq('c') and view.name:eq('v')";
const where = (text: string) => `WHERE=${encodeURIComponent(text)}`;
const solid = { dnszone_name: 'example.com', dns_name: 'ns1', dnsview_name: '#' };
const whole = "dns_name='ns1' AND dnsview_name='#' AND dnszone_name='example.com'";

/** What is found on the second page alone, though a page holds more than the suite has of anything; no third is asked for. */
const rows: Readonly<Record<string, CasesTest>> = {
  efficientip: {
    base: 'https://ipam.example.net/rest',
    options: { username: 'me', password: 'opaque-key', hostname: 'ipam.example.net' },
    cases: {
      'has records on a second page': {
        asks: [
          {
            request: `GET /dns_zone_list?${where("dnszone_name='example.com'")}&limit=1000&offset=0`,
            answer: [{ ...solid, vdns_parent_id: '0' }],
          },
          {
            request: `GET /dns_rr_list?${where(whole)}&limit=1000&offset=0`,
            answer: Array.from({ length: 1000 }, (_, id) => ({ rr_id: `${id}`, rr_type: 'SOA' })),
          },
          {
            request: `GET /dns_rr_list?${where(whole)}&limit=1000&offset=1000`,
            answer: [{ rr_id: '1001', rr_type: 'TXT', rr_full_name: 'a.example.com', value1: 'one', ttl: '60' }],
          },
        ],
        lists: {},
        gives: ['1001 a.example.com 60 TXT one'],
      },
    },
  },
  baiducloud: {
    base: 'https://dns.baidubce.com/v1/dns',
    options: { accessKeyId: 'id', secretAccessKey: 'opaque-key' },
    cases: {
      'has zones and records on a second page': {
        asks: [
          {
            request: 'GET /zone?name=example.com&maxKeys=1000',
            answer: { zones: [{ name: 'my-example.com' }], isTruncated: true, nextMarker: 'z6' },
          },
          {
            request: 'GET /zone?name=example.com&marker=z6&maxKeys=1000',
            answer: { zones: [{ name: 'example.com' }], isTruncated: false, nextMarker: 'z7' },
          },
          {
            request: 'GET /zone/example.com/record?maxKeys=1000',
            answer: { records: [], isTruncated: true, nextMarker: 'r1' },
          },
          {
            request: 'GET /zone/example.com/record?marker=r1&maxKeys=1000',
            answer: {
              records: [{ id: 'r2', rr: 'a', type: 'TXT', value: 'one', ttl: 60 }],
              isTruncated: false,
              nextMarker: 'r2',
            },
          },
        ],
        lists: {},
        gives: ['r2 a.example.com 60 TXT one'],
      },
    },
  },
  bluecat: {
    base: 'https://bam.example/Services/REST/v1',
    options: {
      serverUrl: 'https://bam.example',
      username: 'me',
      password: 'opaque-key',
      configName: 'c',
      dnsView: 'v',
    },
    cases: {
      'has records on a second page': {
        asks: [
          {
            request: 'GET /login?username=me&password=opaque-key',
            answer: '"Session Token-> BAMAuthToken: x <- for User : me"',
          },
          ...[
            'parentId=0&name=c&type=Configuration',
            'parentId=7&name=v&type=View',
            'parentId=7&name=com&type=Zone',
          ].map((query) => ({ request: `GET /getEntityByName?${query}`, answer: { id: 7 } })),
          { request: 'GET /getEntityByName?parentId=7&name=example&type=Zone', answer: { id: 8 } },
          {
            request: 'GET /getEntities?parentId=8&type=TXTRecord&start=0&count=1000',
            answer: Array.from({ length: 1000 }, (_, id) => ({
              id: id + 1,
              properties: 'absoluteName=b.example.com|txt=x|',
            })),
          },
          {
            request: 'GET /getEntities?parentId=8&type=TXTRecord&start=1000&count=1000',
            answer: [{ id: 1001, properties: 'ttl=60|absoluteName=a.example.com|txt=one|' }],
          },
        ],
        does: async (service) => (await service.list({})).length,
        gives: 1001,
      },
    },
  },
  bluecatv2: {
    base: 'https://bam.example/api/v2',
    options: {
      serverUrl: 'https://bam.example',
      username: 'me',
      password: 'opaque-key',
      configName: 'c',
      viewName: 'v',
    },
    cases: {
      'has records on a second page': {
        asks: [
          {
            ...{ request: 'POST /sessions', body: { username: 'me', password: 'opaque-key' } },
            answer: { basicAuthenticationCredentials: 'b3BhcXVl' },
          },
          {
            request: `GET /zones?filter=${encodeURIComponent(bluecatFilter)}`,
            answer: { data: [{ id: 6 }, { id: 7, absoluteName: 'example.com' }] },
          },
          {
            request: 'GET /zones/7/resourceRecords?limit=1000&offset=0',
            answer: { data: Array.from({ length: 1000 }, (_, id) => ({ id, type: 'HostRecord', name: 'a' })) },
          },
          {
            request: 'GET /zones/7/resourceRecords?limit=1000&offset=1000',
            answer: { data: [{ id: 1001, type: 'TXTRecord', name: 'a', text: 'one', ttl: null }] },
          },
        ],
        lists: {},
        gives: ['1001 a.example.com - TXT one'],
      },
    },
  },
  bunny: {
    base: 'https://api.bunny.net',
    options: { apiKey: 'opaque-key' },
    cases: {
      'has zones on a second page': {
        asks: [
          {
            request: 'GET /dnszone?page=1&perPage=1000&search=example.com',
            answer: { Items: [{ Id: 6, Domain: 'my-example.com' }], HasMoreItems: true },
          },
          {
            request: 'GET /dnszone?page=2&perPage=1000&search=example.com',
            answer: { Items: [{ Id: 7, Domain: 'example.com' }], HasMoreItems: false },
          },
        ],
        does: (service) => service.findZone(),
        gives: { id: 7, name: 'example.com' },
      },
    },
  },
  dnsla: {
    base: 'https://api.dns.la/api',
    options: { apiId: 'id', apiSecret: 'opaque-secret' },
    cases: {
      'has records on a second page': {
        asks: [
          {
            request: 'GET /domainList?pageIndex=1&pageSize=100',
            answer: { code: 200, data: { total: 1, results: [{ id: '7', domain: 'example.com.' }] } },
          },
          {
            request: 'GET /recordList?domainId=7&pageIndex=1&pageSize=100',
            answer: {
              code: 200,
              data: { total: 101, results: [{ id: '1', host: 'a', type: 16, data: 'one', ttl: 60 }] },
            },
          },
          {
            request: 'GET /recordList?domainId=7&pageIndex=2&pageSize=100',
            answer: {
              code: 200,
              data: { total: 101, results: [{ id: '2', host: 'a', type: 16, data: 'two', ttl: 60 }] },
            },
          },
        ],
        lists: {},
        gives: ['1 a.example.com 60 TXT one', '2 a.example.com 60 TXT two'],
      },
    },
  },
  nifcloud: {
    base: 'https://dns.api.nifcloud.com/2012-12-12N2013-12-16',
    options: { accessKeyId: 'id', secretAccessKey: 'opaque-key' },
    cases: {
      'has records on a second page, which begins at an identifier': {
        asks: [
          { request: 'GET /hostedzone/example.com', answer: '<GetHostedZoneResponse/>' },
          {
            request: 'GET /hostedzone/example.com/rrset',
            answer: nifcloudPage(
              '1',
              '<NextRecordName>a.example.com</NextRecordName><NextRecordType>TXT</NextRecordType>',
            ),
          },
          {
            request: 'GET /hostedzone/example.com/rrset?name=a.example.com&type=TXT&identifier=2',
            answer: nifcloudPage('2', ''),
          },
        ],
        lists: {},
        gives: ['1 a.example.com 60 TXT one 1', '2 a.example.com 60 TXT one 2'],
      },
    },
  },
};

function nifcloudPage(id: string, next: string): string {
  const value = `<ResourceRecords><ResourceRecord><Value>one ${id}</Value></ResourceRecord></ResourceRecords>`;
  const set = `<Name>a.example.com</Name><Type>TXT</Type><SetIdentifier>${id}</SetIdentifier><TTL>60</TTL>${value}`;
  const more = next && `${next}<NextRecordIdentifier>2</NextRecordIdentifier>`;
  const sets = `<ResourceRecordSets><ResourceRecordSet>${set}</ResourceRecordSet></ResourceRecordSets>`;
  return `<ListResourceRecordSetsResponse>${sets}<IsTruncated>${next !== ''}</IsTruncated>${more}</ListResourceRecordSetsResponse>`;
}

for (const [provider, row] of Object.entries(rows)) describeCases(provider, row);
