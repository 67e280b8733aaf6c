import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { playing } from '../playing.js';

const request = 'POST https://ccp.netcup.net/run/webservice/servers/endpoint.php?JSON';
const credential = { customernumber: '1', apikey: 'key' };
const options = { customerId: '1', apiKey: 'key', apiPassword: 'pass' };

function exchange(action: string, param: object, responsedata: unknown): Exchange {
  const body = { action, param: { ...credential, ...param } };
  return { request, body, answer: { status: 'success', statuscode: 2000, responsedata } };
}

function refused(exchanged: Exchange, statuscode: number, longmessage: string): Exchange {
  return {
    ...exchanged,
    answer: { status: 'error', statuscode, shortmessage: 'Failed', longmessage, responsedata: '' },
  };
}

const login = (session: string) => exchange('login', { apipassword: 'pass' }, { apisessionid: session });
const zone = (session = 's1') =>
  exchange('infoDnsZone', { domainname: 'example.com', apisessionid: session }, { name: 'example.com' });

function list(...dnsrecords: object[]): Exchange {
  return exchange('infoDnsRecords', { domainname: 'example.com', apisessionid: 's1' }, { dnsrecords });
}

function write(...dnsrecords: object[]): Exchange {
  const param = { domainname: 'example.com', dnsrecordset: { dnsrecords }, apisessionid: 's1' };
  return exchange('updateDnsRecords', param, { dnsrecords: [] });
}

function item(type: string, destination: string, priority = '0') {
  return { hostname: 'a', type, priority, destination, deleterecord: false, state: 'unknown' };
}

const play = playing('netcup', options, login('s1'), zone());

describe('netcup', () => {
  it('looks first, then writes only the new record', async () => {
    await withExchanges(play([list({ id: '1', ...item('TXT', 'one') }), write(item('TXT', 'two'))]), (service) =>
      service.create({ type: 'TXT', name: 'a', content: 'two', ttl: 60 }),
    );
  });

  it('removes several of the values in one write, and leaves the rest', async () => {
    const all = ['one', 'two', 'three'].map((text, index) => ({ id: String(index), ...item('TXT', text) }));
    const doomed = all.slice(1).map((record) => ({ ...record, deleterecord: true }));
    await withExchanges(play([list(...all), list(...all), write(...doomed)]), (service) =>
      service.removeAll(['two', 'three'].map((content) => ({ type: 'TXT', name: 'a', content }))),
    );
  });

  it('makes several in one write, and does not look for what nobody removes', async () => {
    await withExchanges(play([list(), write(item('TXT', 'one'), item('TXT', 'two'))]), (service) =>
      service.createAll(['one', 'two'].map((content) => ({ type: 'TXT', name: 'a', content, ttl: 60 }))),
    );
  });

  it('removes one record and makes another at once', async () => {
    const old = { id: '1', ...item('TXT', 'one') };
    const exchanges = play([list(old), write({ ...old, deleterecord: true }), write(item('TXT', 'two'))]);
    await withExchanges(exchanges, async (_, provider) => {
      const zone = await provider.findZone('example.com');
      assert.ok(zone);
      const record = { type: 'TXT', name: 'a', ttl: 60 };
      const change = { create: [{ ...record, content: 'two' }], remove: [{ ...record, id: '1', content: 'one' }] };
      await provider.changeRecords?.(zone, change);
    });
  });

  it('takes quotes from text alone', async () => {
    const records = [item('TXT', '"one"'), item('TXT', 'two'), item('CAA', '"three"')];
    const all = records.map((record, index) => ({ id: String(index), ...record }));
    const listed = await withExchanges(play([list(...all)]), (service) => service.list({}));
    assert.deepEqual(
      listed.map(({ content }) => content),
      ['one', 'two', '"three"'],
    );
  });

  it('says what is missing beside a key', async () => {
    for (const given of [{}, { customerId: '1' }, { apiPassword: 'pass' }])
      await assert.rejects(
        withExchanges({ provider: 'netcup', options: { apiKey: 'key', ...given }, exchanges: [] }, (service) =>
          service.findZone(),
        ),
        (error) => isFailure(error, 'CONFIG') && error.hint !== undefined,
      );
  });

  it('updates a record', async () => {
    await withExchanges(play([write({ id: '7', ...item('MX', 'mail', '5') })]), (service) =>
      service.update('7', { type: 'MX', name: 'a', content: '5 mail', ttl: 60 }),
    );
  });

  it('opens a new session where the old one has expired', async () => {
    const expired = refused(zone(), 4001, 'The session id is not in a valid format.');
    const exchanges = [login('s1'), expired, login('s2'), zone('s2')];
    const found = await withExchanges({ ...play([]), exchanges }, (service) => service.findZone());
    assert.equal(found.name, 'example.com');
  });

  it('knows refusals that came as 200', async () => {
    const cases = [
      [[login('s1'), refused(zone(), 5031, 'Domain not found.')], 'ZONE_NOT_FOUND'],
      [
        [login('s1'), refused(zone(), 4013, 'Value in field domainname is none of type: domainname.')],
        'ZONE_NOT_FOUND',
      ],
      [[login('s1'), refused(zone(), 5028, 'The zone example.com could not be found.')], 'ZONE_NOT_FOUND'],
      [[login('s1'), refused(zone(), 5028, 'Can not update (all) DNS records for zone.')], 'API'],
      [[login('s1'), refused(zone(), 4013, 'Value in field hostname is wrong.')], 'API'],
      [[refused(login('s1'), 4013, 'The login failed: API key is wrong.')], 'AUTHENTICATION'],
      [[login('s1'), refused(zone(), 5000, 'Something else.')], 'API'],
    ] as const;
    for (const [exchanges, code] of cases) {
      await assert.rejects(
        withExchanges({ ...play([]), exchanges }, (service) => service.findZone()),
        (error) => isFailure(error, code),
      );
    }
  });
});
