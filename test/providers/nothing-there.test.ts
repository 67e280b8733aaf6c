import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Answers, openAnswering } from './answering.js';

const key = 'opaque-key';
const theirs = { ID: 2, TypeRecord: 'TXT', HostName: 'a', Text: 'one', TTL: 60 };

/** What services say of a zone without records. */
const zones: Readonly<Record<string, readonly [options: Readonly<Record<string, string>>, answers: Answers]>> = {
  aliesa: [
    { accessKey: 'id', secretKey: key },
    [
      [/ListSites/, { TotalCount: 1, Sites: [{ SiteId: 7, SiteName: 'example.com' }] }],
      [/ListRecords/, { TotalCount: 0 }],
    ],
  ],
  dnsla: [
    { apiId: 'id', apiSecret: key },
    [
      [/domainList/, { code: 200, data: { total: 1, results: [{ id: '7', domain: 'example.com.' }] } }],
      [/recordList/, { code: 200, data: { total: 0, results: null } }],
    ],
  ],
  eurodns: [{ appId: 'me', apiKey: key }, [[/dns-zones/, { name: 'example.com', records: null }]]],
  excedo: [
    { apiKey: key, apiUrl: 'https://api.excedo.example' },
    [
      [/login/, { code: 1000, parameters: { token: key } }],
      [/getrecords/, { code: 1000, dns: { 'example.com': { records: null } } }],
    ],
  ],
  jdcloud: [
    { accessKeyId: 'id', accessKeySecret: key },
    [
      [/ResourceRecord/, { result: { dataList: null } }],
      [/domain\?/, { result: { dataList: [{ id: 7, domainName: 'example.com' }] } }],
    ],
  ],
  lightsail: [{ accessKey: 'id', accessSecret: key }, [[/./, { domain: { name: 'example.com' } }]]],
  ngenix: [
    { username: 'me', token: key, customerId: '4' },
    [
      [/dns-zone\/7/, { id: 7, records: null }],
      [/dns-zone/, { elements: [{ id: 7, name: 'example.com' }] }],
    ],
  ],
  onecloudru: [
    { token: key },
    [
      [
        /dns/,
        [
          { ID: 7, Name: 'example.com', LinkedRecords: null },
          { ID: 8, Name: 'example.org', LinkedRecords: [theirs] },
        ],
      ],
    ],
  ],
  openprovider: [
    { username: 'me', password: key },
    [
      [/auth/, { code: 0, data: { token: key } }],
      [/records/, { code: 0, data: { results: null, total: 0 } }],
      [/zones/, { code: 0, data: { id: 7, name: 'example.com' } }],
    ],
  ],
  opusdns: [{ apiKey: key }, [[/dns/, { name: 'example.com', rrsets: null }]]],
  'opusdns, with a set that is empty': [
    { apiKey: key },
    [[/dns/, { name: 'example.com', rrsets: [{ name: 'a', type: 'TXT', ttl: 60, records: null }] }]],
  ],
  rainyun: [
    { apiKey: key },
    [
      [/dns/, { data: { TotalRecords: 0, Records: null } }],
      [/domain/, { data: { TotalRecords: 1, Records: [{ id: 7, domain: 'example.com' }] } }],
    ],
  ],
  sotoon: [
    { token: key, workspaceUuid: 'w' },
    [
      [/domainzones\/7/, { metadata: { name: '7' }, spec: { origin: 'example.com', records: { a: null } } }],
      [/domainzones/, { items: [{ metadata: { name: '7' }, spec: { origin: 'example.com' } }] }],
    ],
  ],
};

describe('a zone without records', () => {
  for (const [id, [options, answers]] of Object.entries(zones)) {
    it(`is an empty list at ${id}`, async () => {
      const { service } = await openAnswering(id.replace(/,.*/, ''), options, answers);
      assert.deepEqual(await service.list({}), []);
    });
  }
});
