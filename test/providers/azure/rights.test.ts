import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';

const management = 'https://management.azure.com';
const group = '/subscriptions/sub/resourceGroups/group/providers/Microsoft.Network';
const version = 'api-version=2018-05-01';
const options = { token: 'Bearer t', subscriptionId: 'sub', resourceGroup: 'group' };

function refused(request: string): Exchange {
  const message = 'The client does not have authorization to perform action.';
  return { request, status: 403, answer: { error: { code: 'AuthorizationFailed', message } } };
}

function missing(request: string): Exchange {
  return { request, status: 404, answer: { error: { code: 'ResourceNotFound', message: 'not found' } } };
}

const list = `GET ${management}${group}/dnsZones?${version}`;
const one = `GET ${management}${group}/dnsZones/example.com?${version}`;
const zone = { id: `${group}/dnszones/example.com`, name: 'example.com', properties: { zoneType: 'Public' } };
const set = `${management}${group}/dnsZones/example.com/TXT/_acme-challenge?${version}`;
const stored = {
  name: '_acme-challenge',
  type: 'Microsoft.Network/dnszones/TXT',
  etag: 'e1',
  properties: { TTL: 60, TXTRecords: [{ value: ['theirs'] }] },
};

function find(given: Record<string, string | boolean>, ...exchanges: Exchange[]) {
  return withExchanges({ provider: 'azure', options: given, exchanges }, (service) => service.findZone());
}

describe('the rights that Azure gives', () => {
  it('may be to the zone alone', async () => {
    const headers = { authorization: 'Bearer t' };
    const found = await find(options, { ...refused(list), headers }, { request: one, answer: zone });
    assert.equal(Reflect.get(found, 'id'), zone.id);
    await assert.rejects(find(options, refused(list), missing(one)), (error) => isFailure(error, 'ZONE_NOT_FOUND'));
    await assert.rejects(find(options, refused(list), { request: one, status: 400 }), (error) =>
      isFailure(error, 'API'),
    );
  });

  it('may be to one record set alone, which is read and written by its name', async () => {
    const records = (...values: string[]) => ({ TTL: 60, TXTRecords: values.map((value) => ({ value: [value] })) });
    const exchanges: Exchange[] = [
      refused(list),
      refused(one),
      refused(`GET ${management}${group}/dnsZones/example.com/TXT?${version}`),
      { request: `GET ${set}`, answer: stored },
      {
        request: `PUT ${set}`,
        headers: { 'if-match': 'e1' },
        body: { properties: records('theirs', 'ours') },
        answer: {},
      },
      missing(`GET ${set}`),
    ];
    await withExchanges({ provider: 'azure', options, exchanges }, async (service) => {
      await service.create({ type: 'TXT', name: '_acme-challenge', content: 'ours', ttl: 60 });
      await service.removeAll([{ type: 'TXT', name: '_acme-challenge', content: 'ours' }]);
    });
  });

  it('are no matter where a list fails for another reason', async () => {
    const sets = `GET ${management}${group}/dnsZones/example.com/TXT?${version}`;
    const answer = { error: { code: 'BadRequest', message: 'no' } };
    const exchanges: Exchange[] = [
      { request: list, answer: { value: [zone] } },
      { request: sets.replace('dnsZones', 'dnszones'), status: 400, answer },
    ];
    await assert.rejects(
      withExchanges({ provider: 'azure', options, exchanges }, (service) =>
        service.list({ type: 'TXT', name: '_acme-challenge' }),
      ),
      (error) => isFailure(error) && error.status === 400,
    );
    // A list of more than one set cannot be read set by set.
    const ofType = [{ request: list, answer: { value: [zone] } }, refused(sets.replace('dnsZones', 'dnszones'))];
    await assert.rejects(
      withExchanges({ provider: 'azure', options, exchanges: ofType }, (service) => service.list({ type: 'TXT' })),
      (error) => isFailure(error, 'AUTHENTICATION'),
    );
  });

  it('are told of where they do not reach the set', async () => {
    const exchanges = [
      refused(list),
      refused(one),
      refused(`GET ${management}${group}/dnsZones/example.com/TXT?${version}`),
      refused(`GET ${set}`),
    ];
    await assert.rejects(
      withExchanges({ provider: 'azure', options, exchanges }, (service) =>
        service.create({ type: 'TXT', name: '_acme-challenge', content: 'x', ttl: 60 }),
      ),
      (error) => isFailure(error, 'AUTHENTICATION') && /authorization/.test(error.message),
    );
  });

  it('lead to the zone wherever it is', async () => {
    const row = { subscriptionId: 'sub', resourceGroup: 'group', name: 'example.com' };
    const graphOf = (kind: string, ...lines: string[]): Exchange => ({
      request: `POST ${management}/providers/Microsoft.ResourceGraph/resources?api-version=2021-03-01`,
      body: {
        query: [
          'resources',
          `| where type =~ "microsoft.network/${kind}"`,
          '| where name =~ "example.com"',
          ...lines,
          '| project subscriptionId, resourceGroup, name',
        ].join('\n'),
        options: { resultFormat: 'objectArray', $top: 1000, $skip: 0 },
      },
      answer: { totalRecords: 2, data: [row, { ...row, name: 'notexample.com' }] },
    });
    const graph = (...lines: string[]) => graphOf('dnszones', ...lines);
    const hidden = await find({ token: 't', privateZone: true }, graphOf('privatednszones'));
    assert.equal(Reflect.get(hidden, 'id'), `${group}/privateDnsZones/example.com`);
    const anywhere = await find(
      { token: 't', discoveryFilter: 'where tags.acme == "yes"' },
      { ...graph('| where tags.acme == "yes"'), status: 502 },
      graph('| where tags.acme == "yes"'),
    );
    await find({ token: 't', resourceGroup: 'group' }, graph('| where resourceGroup =~ "group"'));
    assert.equal(Reflect.get(anywhere, 'id'), `${group}/dnsZones/example.com`);
    const inSubscription = `GET ${management}/subscriptions/sub/providers/Microsoft.Network/dnsZones?${version}`;
    const listed = await find(
      { token: 't', subscriptionId: 'sub' },
      { request: inSubscription, answer: { value: [{ ...zone, id: 'x', properties: { zoneType: 'Private' } }, zone] } },
    );
    assert.equal(Reflect.get(listed, 'id'), zone.id);
    await find(
      { token: 't', subscriptionId: 'sub' },
      refused(inSubscription),
      graph('| where subscriptionId =~ "sub"'),
    );
    const two = { ...graph(), answer: { data: [row, { ...row, resourceGroup: 'other' }] } };
    await assert.rejects(
      find({ token: 't' }, two),
      (error) => isFailure(error, 'CONFIG') && /2 zones/.test(error.message),
    );
  });

  it('are those of another cloud, or of private zones', async () => {
    const privateGroup = `${group}/privateDnsZones`;
    const base = `https://management.chinacloudapi.cn${privateGroup}`;
    const privateZone = { id: `${privateGroup}/example.com`, name: 'example.com' };
    const properties = { txtRecords: [{ value: ['x'] }], ttl: 60 };
    const exchanges: Exchange[] = [
      { request: `GET ${base}?api-version=2020-06-01`, answer: { value: [privateZone] } },
      { request: `GET ${base}/example.com/TXT?api-version=2020-06-01`, answer: { value: [] } },
      { request: `PUT ${base}/example.com/TXT/a?api-version=2020-06-01`, body: { properties }, answer: {} },
      {
        request: `GET ${base}/example.com/TXT?api-version=2020-06-01`,
        answer: { value: [{ name: 'a', type: 'Microsoft.Network/privateDnsZones/TXT', etag: 'e', properties }] },
      },
      { request: `GET ${base}/example.com/ALL?api-version=2020-06-01`, answer: { value: [] } },
    ];
    const given = { ...options, environment: 'china', privateZone: true };
    const listed = await withExchanges({ provider: 'azure', options: given, exchanges }, async (service) => {
      await service.create({ type: 'TXT', name: 'a', content: 'x', ttl: 60 });
      assert.deepEqual(await service.list({}), []);
      return service.list({ type: 'TXT' });
    });
    assert.deepEqual(
      listed.map(({ content, ttl }) => [content, ttl]),
      [['x', 60]],
    );
  });
});
