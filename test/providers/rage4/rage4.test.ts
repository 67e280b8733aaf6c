import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { playing } from '../playing.js';

const base = 'https://rage4.com/rapi';
const options = { username: 'me@example.com', token: 'key' };

const zone: Exchange = {
  request: `GET ${base}/getdomainbyname/?name=example.com`,
  headers: { authorization: `Basic ${Buffer.from('me@example.com:key').toString('base64')}` },
  answer: { id: 7, name: 'example.com' },
};

const play = playing('rage4', options, zone);

function item(id: number, type: string, content: string) {
  return { id, type, name: 'a.example.com', content, ttl: 60, priority: 1 };
}

function list(...items: object[]): Exchange {
  return { request: `GET ${base}/getrecords/?id=7&name=a.example.com`, answer: items };
}

const done = { status: true, id: 1, error: '' };

describe('rage4', () => {
  it('looks first, then creates with everything in the query', async () => {
    const request = `POST ${base}/createrecord/?id=7&type=TXT&name=a.example.com&content=x%2By&ttl=60`;
    await withExchanges(play([list(item(1, 'TXT', 'other')), { request, answer: done }]), (service) =>
      service.create({ type: 'TXT', name: 'a', content: 'x+y', ttl: 60 }),
    );
  });

  it('lists with the priority only where it means something', async () => {
    const listed = await withExchanges(play([list(item(1, 'TXT', 'x'), item(2, 'MX', 'mail'))]), (service) =>
      service.list({ name: 'a' }),
    );
    assert.deepEqual(
      listed.map(({ id, name, content, priority }) => [id, name, content, priority]),
      [
        ['1', 'a.example.com', 'x', undefined],
        ['2', 'a.example.com', 'mail', 1],
      ],
    );
  });

  it('updates a record', async () => {
    const request = `PUT ${base}/updaterecord/?id=1&name=b.example.com&content=mail&ttl=60&priority=5`;
    await withExchanges(play([{ request, answer: done }]), (service) =>
      service.update('1', { type: 'MX', name: 'b', content: '5 mail', ttl: 60 }),
    );
  });

  it('removes one of two values and leaves the other', async () => {
    await withExchanges(
      play([
        list(item(1, 'TXT', 'one'), item(2, 'TXT', 'two')),
        { request: `POST ${base}/deleterecord/`, body: { id: 2 }, answer: done },
      ]),
      (service) => service.removeAll([{ type: 'TXT', name: 'a', content: 'two' }]),
    );
  });

  it('knows a refusal that came as 200', async () => {
    const refusal = (error: string): Exchange => ({ ...zone, answer: { status: false, id: 0, error } });
    const cases = [
      ['Unable to fetch the item or API access not allowed', 'ZONE_NOT_FOUND'],
      ['Invalid API key', 'AUTHENTICATION'],
      ['Database is read only', 'API'],
    ] as const;
    for (const [words, code] of cases) {
      await assert.rejects(
        withExchanges({ ...play([]), exchanges: [refusal(words)] }, (service) => service.findZone()),
        (error) => isFailure(error, code),
      );
    }
  });
});
