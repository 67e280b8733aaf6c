import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';

const base = 'https://dns.services/api';
const path = `${base}/service/3/dns/7`;

function login(token: string): Exchange {
  return { request: `POST ${base}/login`, body: 'username=me%40example.com&password=opaque', answer: { token } };
}

function found(token: string): Exchange {
  const headers = { authorization: `Bearer ${token}` };
  return {
    request: `GET ${base}/dns`,
    headers,
    answer: { zones: [{ domain_id: '7', name: 'example.com', service_id: 3 }] },
  };
}

const basic = { authorization: `Basic ${Buffer.from('me@example.com:opaque').toString('base64')}` };
const options = { username: 'me@example.com', password: 'opaque' };

function play(exchanges: readonly Exchange[], opening = [login('t'), found('t')]) {
  return { provider: 'dnsservices', options, exchanges: [...opening, ...exchanges] };
}

function item(id: string, content: string) {
  return { id, name: 'a.example.com', type: 'TXT', content: `"${content}"`, ttl: '60', priority: '0' };
}

function list(records: unknown): Exchange {
  return { request: `GET ${path}`, answer: { records } };
}

const one = { type: 'TXT', name: 'a', content: 'one', ttl: 60 };

describe('dnsservices', () => {
  it('creates what is not there', async () => {
    const body = { type: 'MX', name: '', content: 'mail.example.com', ttl: 60, priority: 10 };
    await withExchanges(
      play([list([item('1', 'one')]), list([]), { request: `POST ${path}/records`, body, answer: { success: true } }]),
      async (service) => {
        await service.create(one);
        await service.create({ type: 'MX', name: '@', content: '10 mail.example.com', ttl: 60 });
      },
    );
  });

  it('lists records by position as well as in a list, SOA too', async () => {
    const soa = { id: '9', name: 'example.com', type: 'SOA', content: ['ns.example', '1'], ttl: '60' };
    const mx = { id: '3', name: 'example.com', type: 'MX', content: 'mail.example.com', ttl: '60', priority: '10' };
    const listed = await withExchanges(play([list({ 0: soa, 4: item('1', 'one'), 5: mx })]), (service) =>
      service.list({}),
    );
    assert.deepEqual(
      listed.map(({ id, name, content, priority }) => [id, name, content, priority]),
      [
        ['9', 'example.com', 'ns.example 1', undefined],
        ['1', 'a.example.com', 'one', undefined],
        ['3', 'example.com', 'mail.example.com', 10],
      ],
    );
  });

  it('updates, and removes one of two values', async () => {
    const body = { type: 'TXT', name: 'a', content: 'new', ttl: 60 };
    await withExchanges(
      play([
        { request: `PUT ${path}/records/1`, body, answer: { success: true } },
        list([item('1', 'one'), item('2', 'two')]),
        { request: `DELETE ${path}/records/2`, answer: { success: true } },
      ]),
      async (service) => {
        await service.update('1', { ...one, content: 'new' });
        await service.removeAll([{ ...one, content: 'two' }]);
      },
    );
  });

  it('logs in once more where the token has expired', async () => {
    const opening = [
      login('old'),
      { ...found('old'), status: 401, answer: { error: ['unauthorized'] } },
      login('new'),
      found('new'),
    ];
    assert.equal((await withExchanges(play([], opening), (service) => service.findZone())).name, 'example.com');
  });

  it('gives name and password with each request where there is no login', async () => {
    const zones = { ...found(''), headers: basic };
    const opening = [{ ...login(''), status: 404, answer: { error: ['not found'] } }, zones, zones];
    await withExchanges(play([{ ...list([]), headers: basic }], opening), (service) => service.list({}));
  });

  it('understands refusals that come with 200', async () => {
    const wrong = { ...login(''), answer: { error: ['Wrong login details'] } };
    const still = { request: `GET ${base}/dns`, headers: basic, status: 401, answer: { error: ['unauthorized'] } };
    await assert.rejects(
      withExchanges(play([], [wrong, still]), (service) => service.findZone()),
      (error) => isFailure(error, 'AUTHENTICATION') && /Wrong login details/.test(error.message),
    );
    const refused = {
      request: `POST ${path}/records`,
      body: { ...one },
      answer: { error: [['invalid_content', 'TXT']] },
    };
    await assert.rejects(
      withExchanges(play([list([]), refused]), (service) => service.create(one)),
      (error) => isFailure(error, 'API') && /invalid_content: TXT/.test(error.message),
    );
  });
});
