import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';

const base = 'https://server.example:2222';
const headers = { authorization: `Basic ${Buffer.from('me:opaque').toString('base64')}` };
const zones: Exchange = {
  request: `GET ${base}/CMD_API_SHOW_DOMAINS?domain=example.com`,
  headers,
  answer: 'list[]=other.example&list[]=example.com',
};
const control = `GET ${base}/CMD_API_DNS_CONTROL?json=yes&domain=example.com`;

function play(exchanges: readonly Exchange[]) {
  const options = { username: 'me', password: 'opaque', endpoint: base };
  return { provider: 'directadmin', options, exchanges: [zones, ...exchanges] };
}

function item(type: string, name: string, value: string) {
  return { type, name, value, combined: `name=${name}&value=${value}`, ttl: '60' };
}

const list: Exchange = {
  request: control,
  headers,
  answer: {
    records: [item('A', 'www', '192.0.2.1'), item('TXT', 'a.example.com.', 'one'), item('TXT', 'a', 'two')],
  },
};

function change(query: string): Exchange {
  return { request: `${control}&${query}`, headers, answer: { result: '', success: 'record added' } };
}

const one = { type: 'TXT', name: 'a', content: 'one', ttl: 60 };

describe('directadmin', () => {
  it('creates what is not there, host names with a final dot', async () => {
    await withExchanges(
      play([
        list,
        change('action=add&name=a.example.com.&type=TXT&value=three&ttl=60'),
        list,
        list,
        change('action=add&name=b.example.com.&type=CNAME&value=www.example.net.&ttl=60'),
      ]),
      async (service) => {
        await service.create({ ...one, content: 'three' });
        await service.create(one);
        await service.create({ type: 'CNAME', name: 'b', content: 'www.example.net', ttl: 60 });
      },
    );
  });

  it('lists names of both forms', async () => {
    const listed = await withExchanges(play([list]), (service) => service.list({}));
    assert.deepEqual(
      listed.map(({ name, content }) => [name, content]),
      [
        ['www.example.com', '192.0.2.1'],
        ['a.example.com', 'one'],
        ['a.example.com', 'two'],
      ],
    );
  });

  it('names a record by its place among those of its type', async () => {
    const second = `txtrecs1=${encodeURIComponent('name=a&value=two')}`;
    await withExchanges(
      play([
        list,
        list,
        change(`action=edit&${second}&name=a.example.com.&type=TXT&value=new&ttl=60`),
        list,
        list,
        change(`action=select&${second}`),
      ]),
      async (service) => {
        const [record] = await service.list({ type: 'TXT', content: 'two' });
        await service.update(record?.id, { ...one, content: 'new' });
        await service.removeAll([{ ...one, content: 'two' }]);
      },
    );
  });

  it('understands refusals that come with 200', async () => {
    const refuse = (answer: unknown) =>
      withExchanges({ ...play([]), exchanges: [{ ...zones, answer }] }, (service) => service.findZone());
    const isRefused = (error: unknown) => isFailure(error, 'AUTHENTICATION');
    await assert.rejects(refuse('error=1&text=Access+Denied&details=not+your+domain'), isRefused);
    await assert.rejects(refuse('<!DOCTYPE html><html></html>'), isRefused);
    await assert.rejects(refuse('list[]=other.example'), (error) => isFailure(error, 'ZONE_NOT_FOUND'));
    const failed = {
      ...change('action=add&name=a.example.com.&type=TXT&value=x&ttl=60'),
      answer: { error: 'Cannot add', result: 'bad value' },
    };
    await assert.rejects(
      withExchanges(play([list, failed]), (service) => service.create({ ...one, content: 'x' })),
      (error) => isFailure(error, 'API') && /Cannot add: bad value/.test(error.message),
    );
  });
});
