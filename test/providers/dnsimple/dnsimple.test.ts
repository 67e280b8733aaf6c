import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { openTested } from '../../../core/testing/tested-provider.js';
import { playing } from '../playing.js';

const base = 'https://api.dnsimple.com/v2';
const records = `${base}/8/zones/example.com/records`;
const accounts: Exchange = {
  request: `GET ${base}/accounts`,
  headers: { authorization: 'Bearer opaque' },
  answer: { data: [{ id: 7 }, { id: 8 }] },
};
const login = [
  accounts,
  {
    request: `GET ${base}/7/domains?name_like=example.com`,
    answer: page(1, 1, [{ id: 1, name: 'other-example.com' }]),
  },
  { request: `GET ${base}/8/domains?name_like=example.com`, answer: page(1, 1, [{ id: 2, name: 'example.com' }]) },
];

function page(number: number, pages: number, data: readonly object[]) {
  return { data, pagination: { current_page: number, per_page: 30, total_pages: pages } };
}

const play = playing('dnsimple', { token: 'opaque' }, ...login);

function item(id: number, content: string) {
  return { id, type: 'TXT', name: '_acme-challenge', content, ttl: 60, priority: null };
}

const challenge = { type: 'TXT', name: '_acme-challenge' };
const listing = `GET ${records}?type=TXT&name=_acme-challenge`;

describe('dnsimple', () => {
  it('finds the zone by its exact name, in any account, and creates in it', async () => {
    await withExchanges(
      play([
        { request: listing, answer: page(1, 1, [item(1, '"one"')]) },
        { request: `POST ${records}`, body: { ...challenge, content: 'two', ttl: 60 }, status: 201 },
      ]),
      (service) => service.create({ ...challenge, content: 'two', ttl: 60 }),
    );
  });

  it('goes by the token and the zone itself where it may list neither accounts nor domains', async () => {
    const refused = (request: string, status = 403): Exchange => ({ request, status, answer: { message: 'no' } });
    const zone = `GET ${base}/8/zones/example.com`;
    const exchanges: Exchange[] = [
      refused(`GET ${base}/accounts`),
      { request: `GET ${base}/whoami`, answer: { data: { user: null, account: { id: 8, email: 'me@example.org' } } } },
      refused(`GET ${base}/8/domains?name_like=example.com`, 404),
      { request: zone, answer: { data: { id: 1, account_id: 8, name: 'example.com' } } },
    ];
    const options = { token: 'opaque' };
    const test = { provider: 'dnsimple', options, exchanges };
    assert.deepEqual(await withExchanges(test, (service) => service.findZone()), { account: 8, name: 'example.com' });
    const missing = { request: zone, status: 404, answer: { message: 'Zone not found' } };
    await assert.rejects(
      withExchanges({ ...test, exchanges: [...exchanges.slice(0, 3), missing] }, (service) => service.findZone()),
      (error) => isFailure(error, 'ZONE_NOT_FOUND'),
    );
  });

  it('tells that it may not list accounts where the token is that of a user', async () => {
    const exchanges: Exchange[] = [
      { request: `GET ${base}/accounts`, status: 403, answer: { message: 'no' } },
      { request: `GET ${base}/whoami`, answer: { data: { user: { id: 1 }, account: null } } },
    ];
    await assert.rejects(
      withExchanges({ provider: 'dnsimple', options: { token: 'opaque' }, exchanges }, (service) => service.findZone()),
      (error) => isFailure(error, 'AUTHENTICATION'),
    );
  });

  it('asks no further where the token is wrong', async () => {
    const exchanges: Exchange[] = [
      {
        request: `GET ${base}/8/domains?name_like=example.com`,
        status: 401,
        answer: { message: 'Authentication failed' },
      },
    ];
    await assert.rejects(
      withExchanges({ provider: 'dnsimple', options: { token: 'opaque', accountId: '8' }, exchanges }, (service) =>
        service.findZone(),
      ),
      (error) => isFailure(error, 'AUTHENTICATION') && /Authentication failed/.test(error.message),
    );
  });

  it('takes the account that is told, and an address without the version, as lego has it', async () => {
    const sandbox = 'https://api.sandbox.dnsimple.com';
    const domains = `GET ${sandbox}/v2/8/domains?name_like=example.com`;
    const exchanges = [{ request: domains, answer: page(1, 1, [{ id: 2, name: 'example.com' }]) }];
    const options = { token: 'opaque', accountId: '8', apiEndpoint: `${sandbox}/` };
    await withExchanges({ provider: 'dnsimple', options, exchanges }, (service) => service.findZone());
  });

  it('makes no second record', async () => {
    await withExchanges(play([{ request: listing, answer: page(1, 1, [item(1, '"one"')]) }]), (service) =>
      service.create({ ...challenge, content: 'one', ttl: 60 }),
    );
  });

  it('gives the priority apart, and the apex without a name', async () => {
    const body = { type: 'MX', name: '', content: 'mail.example.org', priority: 10, ttl: 60 };
    await withExchanges(
      play([
        { request: `GET ${records}?type=MX`, answer: page(1, 1, []) },
        { request: `POST ${records}`, body, status: 201 },
      ]),
      (service) => service.create({ type: 'MX', name: '@', content: '10 mail.example.org', ttl: 60 }),
    );
  });

  it('reads all pages', async () => {
    const listed = await withExchanges(
      play([
        { request: listing, answer: page(1, 2, [item(1, 'one')]) },
        { request: `${listing}&page=2`, answer: page(2, 2, [item(2, '"t\\"wo"')]) },
      ]),
      (service) => service.list(challenge),
    );
    assert.deepEqual(
      listed.map(({ id, content }) => [id, content]),
      [
        ['1', 'one'],
        ['2', 't"wo'],
      ],
    );
  });

  it('updates by id', async () => {
    const body = { name: 'b', content: 'new', ttl: 60 };
    await withExchanges(play([{ request: `PATCH ${records}/1`, body }]), (service) =>
      service.update('1', { type: 'TXT', name: 'b', content: 'new', ttl: 60 }),
    );
  });

  it('removes one of two values and leaves the other', async () => {
    await withExchanges(
      play([
        { request: listing, answer: page(1, 1, [item(1, 'one'), item(2, 'two')]) },
        { request: `DELETE ${records}/1`, status: 204 },
      ]),
      (service) => service.removeAll([{ ...challenge, content: 'one' }]),
    );
  });

  it('logs in with e-mail address, password and one-time code', async () => {
    const basic = `Basic ${Buffer.from('me@example.com:pass').toString('base64')}`;
    const headers = { authorization: basic, 'x-dnsimple-otp': '123456' };
    await withExchanges(
      {
        provider: 'dnsimple',
        options: { username: 'me@example.com', password: 'pass', twoFactor: '123456' },
        exchanges: login.map(({ request, answer }) => ({ request, answer, headers })),
      },
      (service) => service.findZone(),
    );
  });

  it('sends no one-time code where there is none', async () => {
    const sent: string[] = [];
    const { service } = await openTested('dnsimple', {
      options: { username: 'me@example.com', password: 'pass' },
      ...{ zoneName: 'example.com', limitMs: 10_000 },
      answer({ headers }) {
        sent.push(...Object.keys(headers));
        return { status: 401, headers: {}, body: '' };
      },
    });
    await assert.rejects(service.findZone());
    assert.deepEqual(
      sent.filter((name) => name.startsWith('x-')),
      [],
    );
  });

  it('gives the words of the API for what it refuses', async () => {
    const exchange = { ...accounts, status: 401, answer: { message: 'Authentication failed' } };
    await assert.rejects(
      withExchanges({ ...play([]), exchanges: [exchange] }, (service) => service.findZone()),
      (error) => isFailure(error, 'AUTHENTICATION') && /Authentication failed/.test(error.message),
    );
  });
});
