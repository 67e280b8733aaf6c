import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RecordService } from '../../../core/dns/record-service.js';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { fromProperties, Properties, toPrivate, toProperties } from '../../../providers/azure/properties.js';
import { playing } from '../playing.js';

const options = { clientId: 'c', clientSecret: 's', tenantId: 't', subscriptionId: 'sub', resourceGroup: 'group' };
const zones =
  'https://management.azure.com/subscriptions/sub/resourceGroups/group/providers/Microsoft.Network/dnsZones';
const version = 'api-version=2018-05-01';
const zonePath = '/subscriptions/sub/resourceGroups/group/providers/Microsoft.Network/dnszones/example.com';
const zone = `https://management.azure.com${zonePath}`;

function login(token: string): Exchange {
  return {
    request: 'POST https://login.microsoftonline.com/t/oauth2/token',
    body: 'grant_type=client_credentials&client_id=c&client_secret=s&resource=https%3A%2F%2Fmanagement.azure.com',
    answer: { access_token: token },
  };
}

function found(token = 'one'): Exchange {
  const headers = { authorization: `Bearer ${token}` };
  return { request: `GET ${zones}?${version}`, headers, answer: { value: [{ id: zonePath, name: 'example.com' }] } };
}

const play = playing('azure', options, login('one'), found());

function txt(etag: string, ...values: string[]) {
  const properties = { TTL: 60, metadata: { owner: 'web' }, TXTRecords: values.map((value) => ({ value: [value] })) };
  return { name: 'a', type: 'Microsoft.Network/dnszones/TXT', etag, properties };
}

function read(...sets: object[]): Exchange {
  return { request: `GET ${zone}/TXT?${version}`, answer: { value: sets } };
}

function put(properties: object, headers: NonNullable<Exchange['headers']>): Exchange {
  return { request: `PUT ${zone}/TXT/a?${version}`, headers, body: { properties }, answer: {} };
}

describe('azure', () => {
  it('makes a set, and adds to one that is there, its metadata kept', async () => {
    const records = (...values: string[]) => ({ TTL: 60, TXTRecords: values.map((value) => ({ value: [value] })) });
    await withExchanges(
      play([
        read(),
        put(records('one'), { 'if-none-match': '*' }),
        read({ ...txt('e1', 'one'), name: 'A' }),
        put({ ...records('one', 'two'), metadata: { owner: 'web' } }, { 'if-match': 'e1' }),
      ]),
      async (service) => {
        await service.create({ type: 'TXT', name: 'a', content: 'one', ttl: 60 });
        await service.create({ type: 'TXT', name: 'a', content: 'two', ttl: 60 });
      },
    );
  });

  it('goes without a condition where the set has no tag', async () => {
    const left = { TTL: 60, TXTRecords: [{ value: ['one'] }], metadata: { owner: 'web' } };
    await withExchanges(
      play([read({ ...txt('', 'one', 'two'), etag: undefined }), put(left, { 'if-match': undefined })]),
      (service) => service.removeAll([{ type: 'TXT', name: 'a', content: 'two' }]),
    );
  });

  it('removes one of two values, then the set', async () => {
    const left = { TTL: 60, TXTRecords: [{ value: ['one'] }], metadata: { owner: 'web' } };
    await withExchanges(
      play([
        read(txt('e1', 'one', 'two')),
        put(left, { 'if-match': 'e1' }),
        read(txt('e2', 'one')),
        { request: `DELETE ${zone}/TXT/a?${version}`, headers: { 'if-match': 'e2' } },
      ]),
      async (service) => {
        await service.removeAll([{ type: 'TXT', name: 'a', content: 'two' }]);
        await service.removeAll([{ type: 'TXT', name: 'a', content: 'one' }]);
      },
    );
  });

  it('sends no write a second time by itself', async () => {
    const removal: Exchange = { request: `DELETE ${zone}/TXT/a?${version}`, status: 502 };
    const record = { type: 'TXT', name: 'a', content: 'one', ttl: 60 };
    const creation = { ...put({ TTL: 60, TXTRecords: [{ value: ['one'] }] }, {}), status: 502 };
    for (const [exchanges, work] of [
      [[read(), creation], (service) => service.create(record)],
      [[read(txt('e1', 'one')), removal], (service) => service.removeAll([record])],
    ] as readonly (readonly [Exchange[], (service: RecordService) => Promise<void>])[])
      await assert.rejects(withExchanges(play(exchanges), work), (error) => isFailure(error, 'SERVER'));
  });

  it('updates a value in one write', async () => {
    const updated = { TTL: 60, TXTRecords: [{ value: ['x'] }, { value: ['new'] }], metadata: { owner: 'web' } };
    await withExchanges(
      play([read(txt('e1', 'old', 'x')), read(txt('e1', 'old', 'x')), put(updated, { 'if-match': 'e1' })]),
      async (service) => {
        const [record] = await service.list({ type: 'TXT', name: 'a', content: 'old' });
        await service.update(record?.id, { type: 'TXT', name: 'a', content: 'new', ttl: 60 });
      },
    );
  });

  it('takes the public one of two zones of the same name', async () => {
    const zoneIn = (group: string, zoneType: string) => ({
      id: zonePath.replace('/group/', `/${group}/`),
      name: 'example.com',
      properties: { zoneType },
    });
    for (const all of [
      [zoneIn('inside', 'Private'), zoneIn('group', 'Public')],
      [zoneIn('group', 'Public'), zoneIn('inside', 'Private')],
    ]) {
      const exchanges = [login('one'), { ...found(), answer: { value: all } }, read(txt('e1', 'one'))];
      await withExchanges({ provider: 'azure', options, exchanges }, (service) => service.list({ type: 'TXT' }));
    }
  });

  it('follows pages, and joins the strings of a long text', async () => {
    const next = `${zone}/TXT?${version}&$skipToken=2`;
    const long = { ...txt('e2'), name: 'b', properties: { TTL: 60, TXTRecords: [{ value: ['lo', 'ng'] }] } };
    const listed = await withExchanges(
      play([
        { ...read(), answer: { value: [txt('e1', 'one')], nextLink: next } },
        { request: `GET ${next}`, answer: { value: [long] } },
      ]),
      (service) => service.list({ type: 'TXT' }),
    );
    assert.deepEqual(
      listed.map(({ name, content }) => [name, content]),
      [
        ['a.example.com', 'one'],
        ['b.example.com', 'long'],
      ],
    );
  });

  it('reads and writes the parts of MX, SRV and CAA', async () => {
    const cases = [
      ['MX', '10 mail.example.com', { MXRecords: [{ preference: 10, exchange: 'mail.example.com' }] }],
      [
        'SRV',
        '1 2 443 w.example.com',
        { SRVRecords: [{ priority: 1, weight: 2, port: 443, target: 'w.example.com' }] },
      ],
      ['CAA', '0 issue "ca.example"', { caaRecords: [{ flags: 0, tag: 'issue', value: 'ca.example' }] }],
    ] as const;
    for (const [type, content, data] of cases) {
      const properties = { ...data, TTL: 60 };
      const set = { name: '@', type: `Microsoft.Network/dnszones/${type}`, etag: 'e', properties };
      const listed = await withExchanges(
        play([
          { request: `GET ${zone}/${type}?${version}`, answer: { value: [] } },
          { request: `PUT ${zone}/${type}/@?${version}`, body: { properties }, answer: {} },
          { request: `GET ${zone}/${type}?${version}`, answer: { value: [set] } },
        ]),
        async (service) => {
          await service.create({ type, name: '@', content, ttl: 60 });
          return service.list({ type });
        },
      );
      assert.deepEqual(
        listed.map((record) => record.content),
        [content],
      );
    }
  });

  it('asks for another token where the first has expired', async () => {
    const expired = {
      ...found('old'),
      status: 401,
      answer: { error: { code: 'ExpiredAuthenticationToken', message: 'x' } },
    };
    const exchanges = [login('old'), expired, login('new'), found('new')];
    const zoneFound = await withExchanges({ ...play([]), exchanges }, (service) => service.findZone());
    assert.equal(zoneFound.name, 'example.com');
  });

  it('says which resource is missing, and that the secret is wrong, in the words of the API', async () => {
    const missing = { code: 'ResourceGroupNotFound', message: "Resource group 'group' could not be found." };
    await assert.rejects(
      withExchanges(
        { ...play([]), exchanges: [login('one'), { ...found(), status: 404, answer: { error: missing } }] },
        (service) => service.findZone(),
      ),
      (error) => isFailure(error, 'ZONE_NOT_FOUND') && /Resource group/.test(error.message),
    );
    const refusal = { error: 'invalid_client', error_description: 'AADSTS7000215: Invalid client secret provided.' };
    await assert.rejects(
      withExchanges({ ...play([]), exchanges: [{ ...login('one'), status: 400, answer: refusal }] }, (service) =>
        service.findZone(),
      ),
      (error) => isFailure(error, 'AUTHENTICATION') && /AADSTS7000215/.test(error.message),
    );
  });
});

/** The property that holds the values of each type. */
const properties: readonly (readonly [type: string, content: string, fields: object])[] = [
  ['A', '192.0.2.1', { ARecords: [{ ipv4Address: '192.0.2.1' }] }],
  ['AAAA', '2001:db8::1', { AAAARecords: [{ ipv6Address: '2001:db8::1' }] }],
  ['CNAME', 'host.example.net', { CNAMERecord: { cname: 'host.example.net' } }],
  ['NS', 'ns1.example.net', { NSRecords: [{ nsdname: 'ns1.example.net' }] }],
  ['MX', '10 mail.example.net', { MXRecords: [{ preference: 10, exchange: 'mail.example.net' }] }],
  [
    'SRV',
    '20 5 5060 sip.example.net',
    { SRVRecords: [{ priority: 20, weight: 5, port: 5060, target: 'sip.example.net' }] },
  ],
  ['CAA', '0 issue "letsencrypt.org"', { caaRecords: [{ flags: 0, tag: 'issue', value: 'letsencrypt.org' }] }],
  ['TXT', 'k'.repeat(300), { TXTRecords: [{ value: ['k'.repeat(255), 'k'.repeat(45)] }] }],
];

describe('properties of azure', () => {
  it('tell of the zone itself, under both names', () => {
    const soa = { host: 'ns1.example.net.', email: 'root.example.net', serialNumber: 1 };
    for (const name of ['SOARecord', 'soaRecord'])
      assert.deepEqual(fromProperties(Properties.parse({ [name]: soa })), ['ns1.example.net. root.example.net 1']);
  });

  it('keep their names in private zones but for the case of their first letters', () => {
    const metadata = { owner: 'web' };
    assert.deepEqual(toPrivate({ TTL: 60, metadata }), { ttl: 60, metadata });
  });

  for (const [type, content, fields] of properties) {
    it(`are those of ${type}, under both names`, () => {
      assert.deepEqual(toProperties({ type, values: [content] }), fields);
      assert.deepEqual(fromProperties(Properties.parse(fields)), [content]);
      const inPrivate = Object.entries(fields).map(([name, value]) => [
        name.replace(/^[A-Z]+(?=Record)/, (letters) => letters.toLowerCase()),
        value,
      ]);
      if (type !== 'NS') assert.deepEqual(fromProperties(Properties.parse(Object.fromEntries(inPrivate))), [content]);
    });
  }
});
