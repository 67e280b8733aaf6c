import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';

const base = 'https://eu.api.ovh.com/1.0';
const zone = `${base}/domain/zone/example.com`;
const options = { accessToken: 'given' };

function ungranted(request: string): Exchange {
  return {
    request,
    status: 403,
    answer: { errorCode: 'NOT_GRANTED_CALL', httpCode: '403 Forbidden', message: 'This call has not been granted' },
  };
}

const names = `GET ${base}/domain/zone/`;
const status = `GET ${zone}/status`;

function find(given: Record<string, string>, ...exchanges: Exchange[]) {
  return withExchanges({ provider: 'ovh', options: given, exchanges }, (service) => service.findZone());
}

describe('the rights that OVH gives', () => {
  it('may be to one zone alone', async () => {
    const headers = { authorization: 'Bearer given' };
    await find(options, { ...ungranted(names), headers }, { request: status, headers, answer: { isDeployed: true } });
    // By its words alone.
    const { answer: _with, ...refused } = ungranted(names);
    const worded = { ...refused, answer: { message: 'This call has not been granted' } };
    await find(options, worded, { request: status, answer: { isDeployed: true } });
    const gone = { request: status, status: 404, answer: { message: 'This service does not exist' } };
    await assert.rejects(find(options, ungranted(names), gone), (error) => isFailure(error, 'ZONE_NOT_FOUND'));
  });

  it('may be to write alone: what was made is removed again', async () => {
    const record = `${zone}/record`;
    const list = `GET ${record}?fieldType=TXT&subDomain=_acme-challenge`;
    const body = { fieldType: 'TXT', subDomain: '_acme-challenge', target: 'x', ttl: 60 };
    const refresh: Exchange = { request: `POST ${zone}/refresh`, answer: 'null' };
    const exchanges: Exchange[] = [
      ungranted(names),
      ungranted(status),
      { request: `POST ${record}`, body, answer: { ...body, id: 8, zone: 'example.com' } },
      refresh,
      ungranted(list),
      { request: `DELETE ${record}/8`, answer: 'null' },
      refresh,
      ungranted(list),
    ];
    const challenge = { type: 'TXT', name: '_acme-challenge', content: 'x' };
    await withExchanges({ provider: 'ovh', options, exchanges }, async (service) => {
      await service.createAll([{ ...challenge, ttl: 60 }], true);
      await service.removeAll([challenge]);
      await service.removeAll([challenge]);
    });
  });

  it('may be to write alone: what was made and not told is not removed', async () => {
    const record = `${zone}/record`;
    const exchanges: Exchange[] = [
      ungranted(names),
      ungranted(status),
      { request: `POST ${record}`, body: { fieldType: 'TXT', subDomain: 'a', target: 'x', ttl: 60 }, answer: {} },
      { request: `POST ${zone}/refresh`, answer: 'null' },
      ungranted(`GET ${record}?fieldType=TXT&subDomain=a`),
    ];
    await withExchanges({ provider: 'ovh', options, exchanges }, async (service) => {
      await service.createAll([{ type: 'TXT', name: 'a', content: 'x', ttl: 60 }], true);
      await assert.rejects(service.removeAll([{ type: 'TXT', name: 'a', content: 'x' }]), (error) =>
        isFailure(error, 'AUTHENTICATION'),
      );
    });
  });

  it('may be to write alone: a record changes whose type cannot be read', async () => {
    const exchanges: Exchange[] = [
      ungranted(names),
      ungranted(status),
      ungranted(`GET ${zone}/record/8`),
      { request: `PUT ${zone}/record/8`, body: { subDomain: 'a', target: 'x' }, answer: 'null' },
      { request: `POST ${zone}/refresh`, answer: 'null' },
    ];
    await withExchanges({ provider: 'ovh', options, exchanges }, (service) =>
      service.update('8', { type: 'TXT', name: 'a', content: 'x' }),
    );
  });

  it('are told of where nothing was made, since a failed look is no empty zone', async () => {
    const exchanges = [ungranted(names), ungranted(status), ungranted(`GET ${zone}/record?fieldType=TXT`)];
    await assert.rejects(
      withExchanges({ provider: 'ovh', options, exchanges }, (service) => service.list({ type: 'TXT' })),
      (error) => isFailure(error, 'AUTHENTICATION') && /not been granted/.test(error.message),
    );
  });
});

describe('logins at OVH', () => {
  it('are made again in the midst of a write, also where the answer was lost', async () => {
    const record = `POST ${zone}/record`;
    const body = { fieldType: 'TXT', subDomain: 'a', target: 'x', ttl: 60 };
    const token = (answer: object): Exchange => ({
      request: 'POST https://www.ovh.com/auth/oauth2/token',
      body: 'grant_type=client_credentials&client_id=i&client_secret=s&scope=all',
      ...answer,
    });
    const exchanges: Exchange[] = [
      token({ answer: { access_token: 'a' } }),
      { request: names, answer: ['example.com'] },
      { request: status, answer: { isDeployed: true } },
      { request: record, body, status: 401, answer: { message: 'Invalid token' } },
      ...[token({ status: 502 }), token({ answer: { access_token: 'b' } })],
      { request: record, body, headers: { authorization: 'Bearer b' }, answer: { ...body, id: 8 } },
      { request: `POST ${zone}/refresh`, answer: 'null' },
    ];
    const given = { clientId: 'i', clientSecret: 's' };
    await withExchanges({ provider: 'ovh', options: given, exchanges }, (service) =>
      service.createAll([{ type: 'TXT', name: 'a', content: 'x', ttl: 60 }], true),
    );
  });

  for (const [entrypoint, login, api] of [
    ['ovh-eu', 'https://www.ovh.com/auth/oauth2/token', base],
    ['ovh-ca', 'https://ca.ovh.com/auth/oauth2/token', 'https://ca.api.ovh.com/1.0'],
    ['ovh-us', 'https://us.ovhcloud.com/auth/oauth2/token', 'https://api.us.ovhcloud.com/1.0'],
    ['soyoustart-eu', 'https://www.ovh.com/auth/oauth2/token', 'https://eu.api.soyoustart.com/1.0'],
    ['soyoustart-ca', 'https://ca.ovh.com/auth/oauth2/token', 'https://ca.api.soyoustart.com/1.0'],
    ['kimsufi-eu', 'https://www.ovh.com/auth/oauth2/token', 'https://eu.api.kimsufi.com/1.0'],
    ['kimsufi-ca', 'https://ca.ovh.com/auth/oauth2/token', 'https://ca.api.kimsufi.com/1.0'],
  ] as const) {
    const given = { entrypoint, clientId: 'i', clientSecret: 's' };
    const token: Exchange = {
      request: `POST ${login}`,
      body: 'grant_type=client_credentials&client_id=i&client_secret=s&scope=all',
      answer: { access_token: 'a', expires_in: 3599, token_type: 'Bearer' },
    };

    it(`are those of an OAuth2 client at ${entrypoint}`, async () => {
      const headers = { authorization: 'Bearer a' };
      const own = `${api}/domain/zone/`;
      const expired = { request: `GET ${own}`, status: 401, answer: { message: 'Invalid token' } };
      const found = await find(
        given,
        // A login is sent again where its answer was lost.
        { ...token, status: 502, answer: '' },
        token,
        expired,
        token,
        { request: `GET ${own}`, headers, answer: ['example.com'] },
        { request: `GET ${own}example.com/status`, answer: { isDeployed: true } },
      );
      assert.equal(found.name, 'example.com');
      const refused = {
        ...token,
        status: 400,
        answer: { error: 'invalid_client', error_description: 'no such client' },
      };
      await assert.rejects(find(given, refused), (error) => isFailure(error, 'AUTHENTICATION'));
    });
  }
});
