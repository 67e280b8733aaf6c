import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { playing } from '../playing.js';

const base = 'https://pddimp.yandex.ru/api2/admin/dns';

function list(...records: object[]): Exchange {
  return {
    request: `GET ${base}/list?domain=example.com`,
    headers: { pddtoken: 'token' },
    answer: { domain: 'example.com', success: 'ok', records },
  };
}

function write(action: string, query: string, answer: object = { success: 'ok' }): Exchange {
  return { request: `POST ${base}/${action}?domain=example.com&${query}`, headers: { pddtoken: 'token' }, answer };
}

const play = playing('yandex', { token: 'token' }, list());

function item(record_id: number, type: string, content: string, priority: number | '' = '') {
  return { record_id, type, subdomain: 'a', content, ttl: 900, priority };
}

describe('yandex', () => {
  it('creates, and takes "record_exists" for success', async () => {
    const query = 'type=MX&subdomain=@&content=mail.example.com.&priority=10&ttl=900';
    await withExchanges(
      play([write('add', query), write('add', query, { success: 'error', error: 'record_exists' })]),
      async (service) => {
        await service.create({ type: 'MX', name: '@', content: '10 mail.example.com', ttl: 60 });
        await service.create({ type: 'MX', name: '@', content: '10 mail.example.com', ttl: 60 });
      },
    );
  });

  it('removes one of two values and leaves the other', async () => {
    await withExchanges(
      play([list(item(1, 'TXT', 'one'), item(2, 'TXT', 'two'), item(3, 'MX', 'two', 10)), write('del', 'record_id=2')]),
      (service) => service.removeAll([{ type: 'TXT', name: 'a', content: 'two' }]),
    );
  });

  it('updates, with the TTL where one was asked for, the usual one too', async () => {
    const query = 'record_id=1&type=TXT&subdomain=b&content=x';
    await withExchanges(play([write('edit', query), write('edit', `${query}&ttl=3600`)]), async (service) => {
      await service.update('1', { type: 'TXT', name: 'b', content: 'x' });
      await service.update('1', { type: 'TXT', name: 'b', content: 'x', ttl: 3600 });
    });
  });

  it('knows a refusal that came as 200', async () => {
    const cases = [
      ['no_such_domain', 'ZONE_NOT_FOUND'],
      ['bad_token', 'AUTHENTICATION'],
      ['unknown', 'API'],
    ] as const;
    for (const [error, code] of cases) {
      const exchanges = [{ ...list(), answer: { success: 'error', error } }];
      await assert.rejects(
        withExchanges({ ...play([]), exchanges }, (service) => service.findZone()),
        (failure) => isFailure(failure, code),
      );
    }
  });
});
