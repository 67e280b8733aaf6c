import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';

const base = 'https://api.gandi.net/v5/livedns/domains/example.com';
const set = `${base}/records/_acme-challenge/TXT`;
const zone: Exchange = {
  request: `GET ${base}`,
  headers: { authorization: 'Bearer opaque' },
  answer: { fqdn: 'example.com' },
};
const nothing = { code: 404, message: "Can't find the DNS record", cause: 'Not Found' };
const challenge = { type: 'TXT', name: '_acme-challenge' };

function play(exchanges: readonly Exchange[]) {
  const options = { token: 'opaque', apiProtocol: 'rest' };
  return { provider: 'gandi', options, exchanges: [zone, ...exchanges] };
}

/** As the API shows it: texts in quotes. */
function item(...texts: readonly string[]) {
  const values = texts.map((text) => `"${text}"`);
  return { rrset_type: 'TXT', rrset_name: '_acme-challenge', rrset_ttl: 300, rrset_values: values };
}

function body(...values: readonly string[]) {
  return { rrset_values: values, rrset_ttl: 300 };
}

describe('gandi over REST', () => {
  it('makes a set, adds to it, and leaves it alone where nothing changes', async () => {
    await withExchanges(
      play([
        { request: `GET ${set}`, status: 404, answer: nothing },
        { request: `POST ${set}`, body: body('one'), status: 201 },
        { request: `GET ${set}`, answer: item('one') },
        { request: `PUT ${set}`, body: body('one', '"with a \\"blank\\""'), status: 201 },
        { request: `GET ${set}`, answer: item('one') },
      ]),
      async (service) => {
        await service.create({ ...challenge, content: 'one', ttl: 60 });
        await service.create({ ...challenge, content: 'with a "blank"', ttl: 300 });
        await service.create({ ...challenge, content: 'one', ttl: 300 });
      },
    );
  });

  it('removes one of two values and leaves the other, then the set and nothing beside it', async () => {
    await withExchanges(
      play([
        { request: `GET ${set}`, answer: item('one', 'two') },
        { request: `PUT ${set}`, body: body('two'), status: 201 },
        { request: `GET ${set}`, answer: item('two') },
        { request: `DELETE ${set}`, status: 204 },
      ]),
      async (service) => {
        await service.removeAll([{ ...challenge, content: 'one' }]);
        await service.removeAll([{ ...challenge, content: 'two' }]);
      },
    );
  });

  it('takes no refused removal and no refused write for done', async () => {
    const refusal = { status: 403, answer: { code: 403, message: 'not yours' } };
    await withExchanges(
      play([
        { request: `GET ${set}`, answer: item('one') },
        { request: `DELETE ${set}`, ...refusal },
        { request: `GET ${set}`, answer: item('one') },
        { request: `PUT ${set}`, body: body('one', 'two'), ...refusal },
      ]),
      async (service) => {
        await assert.rejects(service.removeAll([{ ...challenge, content: 'one' }]), /not yours/);
        await assert.rejects(service.create({ ...challenge, content: 'two', ttl: 300 }), /not yours/);
      },
    );
  });

  it('moves a value to another name', async () => {
    const moved = `${base}/records/b/TXT`;
    await withExchanges(
      play([
        { request: `GET ${set}`, answer: item('one') },
        { request: `GET ${moved}`, status: 404, answer: nothing },
        { request: `POST ${moved}`, body: body('one'), status: 201 },
        { request: `GET ${set}`, answer: item('one') },
        { request: `DELETE ${set}`, status: 204 },
      ]),
      async (service) => {
        const [listed] = await service.list(challenge);
        await service.update(listed?.id, { type: 'TXT', name: 'b', content: 'one', ttl: 300 });
      },
    );
  });

  it('keeps the hosts of a set as they are when another is added', async () => {
    const mail = { rrset_type: 'MX', rrset_name: '@', rrset_ttl: 300, rrset_values: ['10 a.example.org.', '20 b'] };
    await withExchanges(
      play([
        { request: `GET ${base}/records/@/MX`, answer: mail },
        { request: `PUT ${base}/records/@/MX`, body: body('10 a.example.org.', '20 b', '30 c.example.org.') },
      ]),
      (service) => service.create({ type: 'MX', name: '@', content: 'c.example.org.', priority: 30, ttl: 300 }),
    );
  });

  it('tries a secret that is no personal access token as an API key, and stays with that', async () => {
    const refused = { code: 401, message: 'could not verify' };
    const headers = { authorization: 'Apikey opaque' };
    const exchanges = [
      { ...zone, status: 401, answer: refused },
      { ...zone, headers },
      { request: `GET ${base}/records`, headers, answer: [item('one')] },
    ];
    const listed = await withExchanges({ ...play([]), exchanges }, (service) => service.list({}));
    assert.equal(listed.length, 1);
  });

  it('gives up where both are refused, and starts over the next time', async () => {
    const refused = { status: 401, answer: { code: 401, message: 'could not verify' } };
    const apikey = { authorization: 'Apikey opaque' };
    const exchanges = [{ ...zone, ...refused }, { ...zone, ...refused, headers: apikey }, zone];
    await withExchanges({ ...play([]), exchanges }, async (service) => {
      await assert.rejects(service.findZone(), (error) => isFailure(error, 'AUTHENTICATION'));
      assert.equal((await service.findZone()).name, 'example.com');
    });
  });

  it('says that the zone is not in the account', async () => {
    const exchanges = [{ ...zone, status: 404, answer: nothing }];
    await assert.rejects(
      withExchanges({ ...play([]), exchanges }, (service) => service.findZone()),
      (error) => isFailure(error, 'ZONE_NOT_FOUND'),
    );
  });
});
