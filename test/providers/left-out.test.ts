import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Answers, openAnswering } from './answering.js';
import { catalogOf } from './families/designate.js';

const key = 'opaque-key';
const member = { dnszone_name: 'example.com', dns_name: 'ns1', dnsview_name: '#', vdns_parent_id: '3' };
const textSet = { id: 'r1', type: 'TXT', name: 'a', ttl: 60, records: [{ text: 'one' }] };
const solid = { rr_id: '7', rr_full_name: 'a.example.com', rr_type: 'TXT', value1: 'one', ttl: '60' };
const cloud = 'https://cloud.example.net';
const done = { responseCode: 1000 };
const f5 = { apiToken: key, tenantName: 'acme' };

/** What a service says, and the records of `example.com` that are in it. */
interface Row {
  readonly options: Readonly<Record<string, string>>;
  readonly answers: Answers;
  readonly listed?: readonly string[];
}

/** Answers in which a service leaves out what it has nothing to say of. */
const rows: readonly (readonly [provider: string, row: Row])[] = [
  [
    'bluecat',
    {
      options: { serverUrl: 'https://bam.example', username: 'me', password: key, configName: 'c', dnsView: 'v' },
      answers: [
        [/login/, '"Session Token-> BAMAuthToken: x <- for User : me"'],
        [/getEntityByName/, { id: 7 }],
        [/getEntityById\?id=8/, { id: 8, properties: 'absoluteName=a.example.com|txt=one|' }],
        [/getEntityById\?id=9/, { id: 0 }],
        [/getEntityById\?id=10/, { id: 10 }],
        [/getEntities/, [{ id: 8, properties: null }, { id: 9 }, { id: 10 }]],
      ],
      listed: ['a.example.com undefined TXT one'],
    },
  ],
  [
    'bluecatv2',
    {
      options: { serverUrl: 'https://bam.example', username: 'me', password: key, configName: 'c', viewName: 'v' },
      answers: [
        [/sessions/, { basicAuthenticationCredentials: 'bWU=' }],
        [/resourceRecords/, { data: [{ id: 1, type: 'TXTRecord', name: null, text: 'one' }] }],
        [/zones/, { data: [{ id: 6 }, { id: 7, absoluteName: 'example.com' }] }],
      ],
      listed: ['example.com undefined TXT one'],
    },
  ],
  [
    'vinyldns',
    {
      options: { accessKey: 'id', secretKey: key, host: 'https://vinyldns.example' },
      answers: [
        [/zones\/name/, { zone: { id: '71' } }],
        [/recordsets/, { recordSets: [textSet, { ...textSet, type: 'A', records: [{ address: '192.0.2.1' }] }] }],
      ],
      listed: ['a.example.com 60 TXT one'],
    },
  ],
  [
    'efficientip',
    {
      options: { username: 'me', password: key, hostname: 'ipam.example.net' },
      answers: [
        [/zone_list/, [member, { ...member, dns_name: 'dns.smart', vdns_parent_id: '0' }]],
        [/dns_name%3D%27dns\.smart%27/, [solid, { ...solid, value1: 'two', delayed_delete_time: '1760000000' }]],
      ],
      listed: ['a.example.com 60 TXT one'],
    },
  ],
  ['abion', { options: { apiKey: key }, answers: [[/./, { data: { attributes: {} } }]] }],
  ['abion', { options: { apiKey: key }, answers: [[/./, { data: { attributes: { records: { a: { TXT: [] } } } } }]] }],
  ['anexia', { options: { token: key }, answers: [[/./, { revisions: [] }]] }],
  [
    'artfiles',
    {
      options: { username: 'me', password: key, server: 'dcp' },
      answers: [
        [/get_domains/, ' \n example.com\tnormal\n\n'],
        [/get_dns/, { data: { TTL: 3600 }, status: 'OK' }],
      ],
    },
  ],
  ['axelname', { options: { nickname: 'me', token: key }, answers: [[/./, { result: 'success', list: null }]] }],
  [
    'azion',
    {
      options: { personalToken: key },
      answers: [
        [/records/, { results: { records: null } }],
        [/intelligent_dns/, { results: [{ id: 7, domain: 'example.com' }] }],
      ],
    },
  ],
  [
    'azion',
    {
      options: { personalToken: key },
      answers: [
        [
          /records/,
          { results: { records: [{ record_id: 1, entry: 'a', record_type: 'TXT', answers_list: ['one'] }] } },
        ],
        [/intelligent_dns/, { results: [{ id: 7, domain: 'example.com' }] }],
      ],
      listed: ['a.example.com undefined TXT one'],
    },
  ],
  [
    'baiducloud',
    {
      options: { accessKeyId: 'id', secretAccessKey: key },
      answers: [
        [/\/record/, { isTruncated: false }],
        [/zone/, { zones: [{ name: 'example.com' }] }],
      ],
    },
  ],
  [
    'bunny',
    {
      options: { apiKey: key },
      answers: [
        [/dnszone\/7\b/, { Records: [{ Id: 1, Type: 3, Name: null, Value: 'one', Ttl: 600 }] }],
        [/dnszone/, { Items: [{ Id: 7, Domain: 'example.com' }] }],
      ],
      listed: ['example.com 600 TXT one'],
    },
  ],
  [
    'designate',
    {
      options: { authUrl: cloud, credentialId: 'app', credentialSecret: key },
      answers: [
        [/tokens/, catalogOf(`${cloud}/dns`)],
        [
          /recordsets/,
          { recordsets: [{ id: 's', name: 'a.example.com.', type: 'TXT', ttl: null, records: ['"one"'] }] },
        ],
        [/zones/, { zones: [{ id: '7', name: 'example.com.' }] }],
      ],
      listed: ['a.example.com undefined TXT one'],
    },
  ],
  [
    'devnomads',
    {
      options: { token: key },
      answers: [
        [/./, { rrsets: [{ name: 'a.example.com.', type: 'TXT', ttl: 600, records: [{ content: '"one"' }] }] }],
      ],
      listed: ['a.example.com 600 TXT one'],
    },
  ],
  [
    'dinahosting',
    {
      options: { username: 'me', password: key },
      answers: [
        [/GetDomains/, { ...done, data: [{ domain: 'example.com' }] }],
        [/GetAll/, { ...done, data: null }],
      ],
    },
  ],
  [
    'dynadot',
    { options: { apiKey: 'me', apiSecret: key }, answers: [[/./, { data: { glue_info: { dns_main_list: [] } } }]] },
  ],
  [
    'dynadot',
    { options: { apiKey: 'me', apiSecret: key }, answers: [[/./, { data: { glue_info: { dns_sub_list: [] } } }]] },
  ],
  ['f5xc', { options: { ...f5, groupName: 'ours' }, answers: [[/./, { spec: { primary: {} } }]] }],
  [
    'f5xc',
    {
      options: { ...f5, groupName: 'ours' },
      answers: [[/./, { spec: { primary: { rr_set_group: [{ metadata: { name: 'ours' } }] } } }]],
    },
  ],
  [
    'virakcloud',
    {
      options: { apiToken: key },
      answers: [
        [/records/, { data: [{ name: 'a', type: 'TXT', content: [{ id: '1', content_raw: '"one"' }] }] }],
        [/domains/, { data: [{ name: 'example.com' }] }],
      ],
      listed: ['a.example.com undefined TXT one'],
    },
  ],
];

describe('what a service leaves out of a list', () => {
  for (const [index, [id, { options, answers, listed = [] }]] of rows.entries()) {
    it(`is no hindrance to ${id}, row ${index}`, async () => {
      const { service } = await openAnswering(id, options, answers);
      const found = await service.list({});
      assert.deepEqual(
        found.map(({ name, ttl, type, content }) => `${name} ${ttl} ${type} ${content}`),
        listed,
      );
    });
  }
});
