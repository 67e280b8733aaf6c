import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';

const base = 'https://api.dreamhost.com/?key=opaque&format=json';

function act(cmd: string, data: unknown, result = 'success'): Exchange {
  return { request: `GET ${base}&cmd=dns-${cmd}`, answer: { result, data } };
}

function item(type: string, record: string, value: string, zone = 'example.com') {
  return { type, record, value, zone };
}

const list = act('list_records', [
  item('TXT', 'a.example.com', 'one'),
  item('TXT', 'a.example.com', '"two"'),
  item('A', 'example.net', '192.0.2.1', 'example.net'),
]);

function play(exchanges: readonly Exchange[]) {
  const options = { token: 'opaque', retryWaitTime: 0 };
  return { provider: 'dreamhost', options, exchanges: [list, ...exchanges] };
}

const one = { type: 'TXT', name: 'a', content: 'one', ttl: 60 };
const query = 'record=a.example.com&type=TXT&value=one';

describe('dreamhost', () => {
  it('creates, and takes a record that exists for success', async () => {
    await withExchanges(
      play([
        act(`add_record&${query}`, 'record_added'),
        act(`add_record&${query}`, 'record_already_exists_remove_first', 'error'),
      ]),
      async (service) => {
        await service.create(one);
        await service.create(one);
      },
    );
  });

  it('lists the records of the zone only', async () => {
    const listed = await withExchanges(play([list]), (service) => service.list({}));
    assert.deepEqual(
      listed.map(({ name, content }) => [name, content]),
      [
        ['a.example.com', 'one'],
        ['a.example.com', 'two'],
      ],
    );
  });

  it('removes one of two values, and makes an updated record again', async () => {
    await withExchanges(
      play([
        list,
        act('remove_record&record=a.example.com&type=TXT&value=two', 'record_removed'),
        ...[list, list],
        act(`remove_record&${query}`, 'no_such_value', 'error'),
        act('add_record&record=a.example.com&type=TXT&value=new', 'record_added'),
      ]),
      async (service) => {
        await service.removeAll([{ ...one, content: 'two' }]);
        const [record] = await service.list({ type: 'TXT', content: 'one' });
        await service.update(record?.id, { ...one, content: 'new' });
      },
    );
  });

  it('makes no change twice that got no answer, and gives a priority in front', async () => {
    const lost = act('add_record&record=example.com&type=MX&value=10+mail.example.com', 'x');
    await assert.rejects(
      withExchanges(play([{ ...lost, status: 502 }]), (service) =>
        service.create({ type: 'MX', name: '@', content: 'mail.example.com', priority: 10, ttl: 60 }),
      ),
      (error) => isFailure(error, 'SERVER'),
    );
  });

  it('slows down when told to', async () => {
    await withExchanges(
      play([act(`add_record&${query}`, 'slow_down_bucko', 'error'), act(`add_record&${query}`, 'record_added')]),
      (service) => service.create(one),
    );
  });

  it('says why a key was refused, and which zones are not in the account', async () => {
    const findZone = (answer: Exchange) =>
      withExchanges({ ...play([]), exchanges: [answer] }, (service) => service.findZone());
    await assert.rejects(
      findZone(act('list_records', 'invalid_api_key', 'error')),
      (error) => isFailure(error, 'AUTHENTICATION') && /invalid_api_key/.test(error.message),
    );
    await assert.rejects(findZone(act('list_records', [])), (error) => isFailure(error, 'ZONE_NOT_FOUND'));
  });
});
