import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Answers, openAnswering } from './answering.js';

const txt = { id: 1, type: 'TXT', ttl: 600 };
const set = { id: 's', name: 'a.example.com.', type: 'TXT', ttl: 600, records: ['"one"'] };
const key = 'opaque-key';

/** Lists of one item, without a word of how many there are. */
const lists: Readonly<Record<string, readonly [options: Readonly<Record<string, string>>, answers: Answers]>> = {
  aliyun: [
    { keyId: 'id', secret: key },
    [
      [/DescribeDomainInfo/, { DomainName: 'example.com' }],
      [
        /DescribeDomainRecords/,
        { DomainRecords: { Record: [{ RecordId: '1', RR: 'a', Type: 'TXT', Value: 'one', TTL: 600 }] } },
      ],
    ],
  ],
  bunny: [
    { apiKey: key },
    [
      [/dnszone\/7\b/, { Records: [{ Id: 1, Type: 3, Name: 'a', Value: 'one', Ttl: 600 }] }],
      [/dnszone/, { Items: [{ Id: 7, Domain: 'example.com' }] }],
    ],
  ],
  digitalocean: [
    { token: key },
    [
      [/records/, { domain_records: [{ ...txt, name: 'a', data: 'one' }] }],
      [/domains/, { domain: { name: 'example.com' } }],
    ],
  ],
  dnsimple: [
    { token: key, accountId: '7' },
    [
      [/records/, { data: [{ ...txt, name: 'a', content: 'one' }] }],
      [/domains/, { data: [{ name: 'example.com' }] }],
    ],
  ],
  dnsla: [
    { apiId: 'id', apiSecret: key },
    [
      [/recordList/, { data: { results: [{ id: '1', type: 16, host: 'a', data: 'one', ttl: 600 }] } }],
      [/domainList/, { data: { results: [{ id: '7', domain: 'example.com.' }] } }],
    ],
  ],
  dnspod: [
    { username: '7', token: key },
    [
      [/Domain\.Info/, { status: { code: '1' }, domain: { id: '7', name: 'example.com' } }],
      [/Record\.List/, { status: { code: '1' }, records: [{ ...txt, name: 'a', value: 'one', mx: '0' }] }],
    ],
  ],
  flexibleengine: [
    { token: key },
    [
      [/recordsets/, { recordsets: [set] }],
      [/zones/, { zones: [{ id: '7', name: 'example.com.' }] }],
    ],
  ],
  hetzner: [
    { token: key },
    [
      [/rrsets/, { rrsets: [{ id: 'a/TXT', name: 'a', type: 'TXT', ttl: 600, records: [{ value: '"one"' }] }] }],
      [/zones\/example\.com/, { zone: { id: 7, name: 'example.com' } }],
    ],
  ],
  hostingde: [
    { token: key },
    [
      [/zoneConfigsFind/, { status: 'success', response: { data: [{ id: '7', name: 'example.com' }] } }],
      [/recordsFind/, { status: 'success', response: { data: [{ ...txt, name: 'a.example.com', content: '"one"' }] } }],
    ],
  ],
  huaweicloud: [
    { accessKeyId: 'id', secretAccessKey: key },
    [
      [/recordsets/, { recordsets: [set] }],
      [/zones/, { zones: [{ id: '7', name: 'example.com.', zone_type: 'public', status: 'ACTIVE' }] }],
    ],
  ],
  linode: [
    { token: key },
    [
      [/records/, { data: [{ id: 1, type: 'TXT', name: 'a', target: 'one', ttl_sec: 600 }] }],
      [/domains/, { data: [{ id: 7, domain: 'example.com' }] }],
    ],
  ],
  qcloud: [
    { secretId: 'id', secretKey: key },
    [
      [/"Subdomain"/, { Response: { RecordList: [{ RecordId: 1, Type: 'TXT', Name: 'a', Value: 'one', TTL: 600 }] } }],
      [
        /Keyword/,
        { Response: { DomainCountInfo: { AllTotal: 1 }, DomainList: [{ DomainId: 7, Name: 'example.com' }] } },
      ],
    ],
  ],
  safedns: [
    { token: key },
    [
      [/records/, { data: [{ ...txt, name: 'a.example.com', content: '"one"' }] }],
      [/zones/, { data: { name: 'example.com' } }],
    ],
  ],
  scaleway: [{ secretKey: key }, [[/records/, { records: [{ ...txt, id: 'r', name: 'a', data: '"one"' }] }]]],
  spaceship: [
    { apiKey: key, apiSecret: key },
    [[/records/, { items: [{ type: 'TXT', name: 'a', ttl: 600, value: 'one' }] }]],
  ],
  timeweb: [
    { token: key },
    [
      [/dns-records/, { dns_records: [{ id: 1, type: 'TXT', data: { value: 'one', subdomain: 'a' } }] }],
      [/domains/, { domain: { fqdn: 'example.com' } }],
    ],
  ],
  ultradns: [
    { token: key },
    [[/rrsets/, { rrSets: [{ ownerName: 'a.example.com.', rrtype: 'TXT (16)', ttl: 600, rdata: ['one'] }] }]],
  ],
  valuedomain: [
    { token: key },
    [
      [/dns /, { results: { ns_type: 'valuedomain1', records: 'txt a one', ttl: 600 } }],
      [/domains/, { results: [{ domainname: 'example.com' }] }],
    ],
  ],
  variomedia: [
    { apiToken: key },
    [
      [/records/, { data: [{ id: '1', attributes: { record_type: 'TXT', fqdn_ace: 'a.example.com', data: 'one' } }] }],
      [/domains/, { data: { id: 'example.com' } }],
    ],
  ],
  vultr: [
    { token: key },
    [
      [/records/, { records: [{ ...txt, name: 'a', data: '"one"' }] }],
      [/domains/, { domains: [{ domain: 'example.com' }] }],
    ],
  ],
  volcengine: [
    { accessKey: 'id', secretKey: key },
    [
      [/ListZones/, { Result: { Zones: [{ ZID: 7, ZoneName: 'example.com' }] } }],
      [/ListRecords/, { Result: { Records: [{ RecordID: '1', Host: 'a', Type: 'TXT', Value: 'one', TTL: 600 }] } }],
    ],
  ],
};

describe('lists whose length nobody tells', () => {
  for (const [id, [options, answers]] of Object.entries(lists)) {
    it(`are whole at ${id}`, async () => {
      const { service } = await openAnswering(id, options, answers);
      const listed = await service.list({ type: 'TXT', name: 'a' });
      assert.deepEqual(
        listed.map(({ name, content }) => [name, content]),
        [['a.example.com', 'one']],
      );
    });
  }
});
