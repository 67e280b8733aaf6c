import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { playing } from '../playing.js';

const base = 'https://secure.sakura.ad.jp/cloud/zone/is1a/api/cloud/1.1/commonserviceitem';
const options = { token: 'token', secret: 'secret' };
const filter = '"Filter": {"Provider.Class": "dns", "Name": "example.com"}';

function zones(query: string, ...names: string[]): Exchange {
  const found = names.map((name) => ({ ID: `id of ${name}`.replaceAll(' ', '-'), Name: name }));
  return {
    request: `GET ${base}?${encodeURIComponent(query)}`,
    headers: { authorization: `Basic ${Buffer.from('token:secret').toString('base64')}` },
    answer: { From: 0, Count: found.length, Total: 2, CommonServiceItems: found },
  };
}

const zone = `${base}/id-of-example.com`;

function read(...items: object[]): Exchange {
  const settings = { DNS: { ResourceRecordSets: items, Other: 'kept' } };
  return { request: `GET ${zone}`, answer: { CommonServiceItem: { Settings: settings } } };
}

function write(...items: object[]): Exchange {
  const settings = { DNS: { ResourceRecordSets: items, Other: 'kept' } };
  return { request: `PUT ${zone}`, body: { CommonServiceItem: { Settings: settings } }, answer: { Success: true } };
}

const play = playing('sakuracloud', options, zones(`{${filter}}`, 'my-example.com', 'example.com'));

const foreign = { Name: '@', Type: 'MX', RData: '10 mail.example.com.', TTL: 300, Comment: 'not ours' };
const txt = (RData: string) => ({ Name: 'a', Type: 'TXT', RData, TTL: 60 });

describe('sakuracloud', () => {
  it('adds a value and writes everything else back as it was', async () => {
    await withExchanges(play([read(foreign, txt('one')), write(foreign, txt('one'), txt('two'))]), (service) =>
      service.create({ type: 'TXT', name: 'a', content: 'two', ttl: 60 }),
    );
  });

  it('writes nothing where the record is there already', async () => {
    await withExchanges(play([read(foreign, { ...txt('one'), TTL: 3600 })]), (service) =>
      service.create({ type: 'TXT', name: 'a', content: 'one', ttl: 60 }),
    );
  });

  it('removes one of two values, and several in one write', async () => {
    const all = [foreign, txt('one'), txt('two'), txt('three')];
    const value = (content: string) => ({ type: 'TXT', name: 'a', content });
    await withExchanges(
      play([
        read(...all),
        read(...all),
        write(foreign, txt('one'), txt('three')),
        read(foreign, txt('one'), txt('three')),
        read(foreign, txt('one'), txt('three')),
        write(foreign),
      ]),
      async (service) => {
        await service.removeAll([value('two')]);
        await service.removeAll([value('one'), value('three')]);
      },
    );
  });

  it('updates in place', async () => {
    const cname = { Name: 'www', Type: 'CNAME', RData: 'old.example.org.', TTL: 300 };
    const after = { Name: 'web', Type: 'CNAME', RData: 'new.example.org.', TTL: 300 };
    const there = [cname, foreign];
    await withExchanges(play([read(...there), read(...there), write(after, foreign)]), async (service) => {
      const [record] = await service.list({ type: 'CNAME' });
      assert.equal(record?.content, 'old.example.org');
      await service.update(record?.id, { type: 'CNAME', name: 'web', content: 'new.example.org', ttl: 300 });
    });
  });

  it('looks for the zone on every page', async () => {
    const exchanges = [zones(`{${filter}}`, 'my-example.com'), zones(`{"From": 1, ${filter}}`, 'example.com')];
    const found = await withExchanges({ ...play([]), exchanges }, (service) => service.findZone());
    assert.equal(found.name, 'example.com');
  });

  it('says what the API says', async () => {
    const answer = { is_fatal: true, status: '401', error_code: 'unauthorized', error_msg: 'no such key' };
    const exchanges = [{ ...zones(`{${filter}}`), status: 401, answer }];
    await assert.rejects(
      withExchanges({ ...play([]), exchanges }, (service) => service.findZone()),
      (error) =>
        isFailure(error, 'AUTHENTICATION') && /no such key/.test(error.message) && error.serviceCode === 'unauthorized',
    );
  });
});
