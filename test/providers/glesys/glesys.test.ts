import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { playing } from '../playing.js';

const base = 'https://api.glesys.com/domain';
const query = 'format=json';

const domains: Exchange = {
  request: `GET ${base}/list?${query}`,
  headers: { authorization: `Basic ${Buffer.from('CL1:key').toString('base64')}` },
  answer: answer({ domains: [{ domainname: 'example.com' }] }),
};

function answer(inner: object, text = 'OK') {
  return { response: { status: { code: 200, text }, ...inner } };
}

function item(recordid: number, data: string, host = '_acme-challenge.example.com', type = 'TXT') {
  return { recordid, domainname: 'example.com', host, type, data, ttl: 60 };
}

function list(...records: object[]): Exchange {
  return {
    request: `POST ${base}/listrecords?${query}`,
    body: { domainname: 'example.com' },
    answer: answer({ records }),
  };
}

function write(action: string, body: object): Exchange {
  return { request: `POST ${base}/${action}?${query}`, body, answer: answer({}) };
}

const play = playing('glesys', { username: 'CL1', token: 'key' }, domains);

describe('glesys', () => {
  it('creates a record with a relative host, after a look whether it is there', async () => {
    const body = { domainname: 'example.com', host: '_acme-challenge', type: 'TXT', data: 'two', ttl: 60 };
    await withExchanges(play([list(item(1, 'one')), write('addrecord', body)]), (service) =>
      service.create({ type: 'TXT', name: '_acme-challenge.example.com.', content: 'two', ttl: 60 }),
    );
  });

  it('makes no second record of the same content', async () => {
    await withExchanges(play([list(item(1, 'one'))]), (service) =>
      service.create({ type: 'TXT', name: '_acme-challenge', content: 'one', ttl: 60 }),
    );
  });

  it('lists relative and full hosts alike', async () => {
    const found = [item(1, '10 mail.example.com.', '@', 'MX'), item(2, 'x', 'a.example.com'), item(3, 'y', 'b')];
    const listed = await withExchanges(play([list(...found)]), (service) => service.list({}));
    assert.deepEqual(
      listed.map(({ id, name, content }) => [id, name, content]),
      [
        ['1', 'example.com', '10 mail.example.com'],
        ['2', 'a.example.com', 'x'],
        ['3', 'b.example.com', 'y'],
      ],
    );
  });

  it('updates by name', async () => {
    const body = { recordid: 1, host: '_acme-challenge', type: 'TXT', data: 'new', ttl: 60 };
    await withExchanges(play([list(item(1, 'one')), write('updaterecord', body)]), (service) =>
      service.update(undefined, { type: 'TXT', name: '_acme-challenge', content: 'new', ttl: 60 }),
    );
  });

  it('removes one of two values and leaves the other', async () => {
    await withExchanges(
      play([list(item(1, 'one'), item(2, 'two')), write('deleterecord', { recordid: 1 })]),
      (service) => service.removeAll([{ type: 'TXT', name: '_acme-challenge', content: 'one' }]),
    );
  });

  it('says that a key was refused, in the words of the API', async () => {
    const refused = { ...domains, status: 401, answer: answer({}, 'Invalid API key.') };
    const test = { ...play([]), exchanges: [refused] };
    await assert.rejects(
      withExchanges(test, (service) => service.findZone()),
      (error) => isFailure(error, 'AUTHENTICATION') && /Invalid API key/.test(error.message),
    );
  });
});
