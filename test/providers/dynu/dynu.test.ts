import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { playing } from '../playing.js';

const base = 'https://api.dynu.com/v2/dns';
const records = `${base}/7/record`;
const zones: Exchange = {
  request: `GET ${base}`,
  headers: { 'api-key': 'opaque' },
  answer: { domains: [{ id: 7, name: 'example.com' }] },
};

const play = playing('dynu', { token: 'opaque' }, zones);

function item(id: number, textData: string) {
  const content = `a.example.com. 60 IN TXT "${textData}"`;
  return { id, recordType: 'TXT', nodeName: 'a', ttl: 60, content, textData };
}

const mx = { id: 3, recordType: 'MX', nodeName: '', ttl: 60, content: 'example.com. 60 IN MX 10 mail.example.com.' };
const wrong = { statusCode: 501, type: 'Argument Exception', message: 'Invalid.' };
const list: Exchange = { request: `GET ${records}`, answer: { dnsRecords: [item(1, 'one'), item(2, 'two')] } };

function body(textData: string) {
  return { recordType: 'TXT', state: true, nodeName: 'a', textData, ttl: 60 };
}

describe('dynu', () => {
  it('creates records, each type with its own fields', async () => {
    const post = (fields: object): Exchange => ({
      request: `POST ${records}`,
      body: { state: true, ttl: 60, ...fields },
      answer: {},
    });
    await withExchanges(
      play([
        post(body('one')),
        post({ recordType: 'MX', nodeName: '', priority: 10, host: 'mail.example.com' }),
        post({ recordType: 'MX', nodeName: 'b', priority: 0, host: 'mail.example.com' }),
        post({ recordType: 'SRV', nodeName: '_sip._tcp', priority: 1, weight: 2, port: 5060, host: 'sip.example.com' }),
      ]),
      async (service) => {
        await service.create({ type: 'TXT', name: 'a', content: 'one', ttl: 60 });
        await service.create({ type: 'MX', name: '@', content: '10 mail.example.com', ttl: 60 });
        await service.create({ type: 'MX', name: 'b', content: 'mail.example.com', ttl: 60 });
        await service.create({ type: 'SRV', name: '_sip._tcp', content: '1 2 5060 sip.example.com', ttl: 60 });
      },
    );
  });

  it('takes the refusal of a record that exists for success, and no other one', async () => {
    const refuse = (sent: object): Exchange => ({ request: `POST ${records}`, body: sent, status: 501, answer: wrong });
    const create = (content: string, name = 'a') =>
      withExchanges(play([refuse({ ...body(content), nodeName: name }), list]), (service) =>
        service.create({ type: 'TXT', name, content, ttl: 60 }),
      );
    await create('one');
    for (const [content, name] of [['three'], ['one', 'b']] as const)
      await assert.rejects(create(content, name), (error) => isFailure(error, 'API') && /Invalid/.test(error.message));
    const mail = { recordType: 'MX', state: true, nodeName: '', ttl: 60, priority: 10, host: 'mail.example.com' };
    await withExchanges(play([refuse(mail), { ...list, answer: { dnsRecords: [mx] } }]), (service) =>
      service.create({ type: 'MX', name: '@', content: 'mail.example.com', priority: 10, ttl: 60 }),
    );
  });

  it('lists content without what stands around it', async () => {
    const listed = await withExchanges(
      play([{ ...list, answer: { dnsRecords: [{ ...item(1, 'a IN TXT b'), nodeName: 'A' }, mx] } }]),
      (service) => service.list({}),
    );
    assert.deepEqual(
      listed.map(({ id, name, content }) => [id, name, content]),
      [
        ['1', 'a.example.com', 'a IN TXT b'],
        ['3', 'example.com', '10 mail.example.com'],
      ],
    );
  });

  it('removes one of two values, also where it is gone already', async () => {
    for (const status of [200, 501]) {
      const answer = { statusCode: status, message: 'x' };
      await withExchanges(play([list, { request: `DELETE ${records}/1`, status, answer }]), (service) =>
        service.removeAll([{ type: 'TXT', name: 'a', content: 'one' }]),
      );
    }
  });

  it('updates in place, or makes the record again under its new name', async () => {
    const get: Exchange = { request: `GET ${records}/1`, answer: item(1, 'one') };
    await withExchanges(
      play([
        get,
        { request: `POST ${records}/1`, body: body('new'), answer: {} },
        get,
        { request: `DELETE ${records}/1`, answer: {} },
        { request: `POST ${records}`, body: { ...body('new'), nodeName: 'b' }, answer: {} },
      ]),
      async (service) => {
        await service.update('1', { type: 'TXT', name: 'a', content: 'new', ttl: 60 });
        await service.update('1', { type: 'TXT', name: 'b', content: 'new', ttl: 60 });
      },
    );
  });

  it('logs in with id and secret, and shows the token from then on', async () => {
    const login: Exchange = {
      request: 'GET https://api.dynu.com/v2/oauth2/token',
      headers: { authorization: `Basic ${Buffer.from('id:secret').toString('base64')}` },
      answer: { access_token: 'opaque-token', token_type: 'bearer', expires_in: 3600 },
    };
    const found = { ...zones, headers: { authorization: 'Bearer opaque-token' } };
    const options = { clientId: 'id', clientSecret: 'secret' };
    await withExchanges({ provider: 'dynu', options, exchanges: [login, found] }, (service) => service.findZone());
  });

  for (const [status, code, tries] of [
    [501, 'ZONE_NOT_FOUND', 1],
    [404, 'ZONE_NOT_FOUND', 1],
    [500, 'SERVER', 3],
    [403, 'AUTHENTICATION', 1],
  ] as const)
    it(`takes ${status} for ${code} where a zone can only be found by its name`, async () => {
      const asked = {
        request: `GET ${base}/getroot/example.com`,
        status,
        answer: { statusCode: status, message: 'x' },
      };
      const exchanges = [{ ...zones, status: 404 }, ...Array<Exchange>(tries).fill(asked)];
      await assert.rejects(
        withExchanges({ ...play([]), exchanges }, (service) => service.findZone()),
        (error) => isFailure(error, code),
      );
    });

  it('says that a plan has no room for more', async () => {
    const answer = { statusCode: 503, type: 'Service Exception', message: 'Limit reached.' };
    await assert.rejects(
      withExchanges(play([{ request: `POST ${records}`, body: body('one'), status: 503, answer }]), (service) =>
        service.create({ type: 'TXT', name: 'a', content: 'one', ttl: 60 }),
      ),
      (error) => isFailure(error, 'API') && !error.retryable,
    );
  });

  it('says that the key was refused, in the words of the API', async () => {
    const answer = { statusCode: 401, type: 'Authentication Exception', message: 'Failed to authenticate.' };
    await assert.rejects(
      withExchanges({ ...play([]), exchanges: [{ ...zones, status: 401, answer }] }, (service) => service.findZone()),
      (error) => isFailure(error, 'AUTHENTICATION') && /Failed to authenticate/.test(error.message),
    );
  });
});
