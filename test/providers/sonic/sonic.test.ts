import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/index.js';

const record = { type: 'TXT', name: '_acme-challenge', content: 'one', ttl: 120 };
const key = { userid: 'me', apikey: 'opaque-api-key' };
const call = (value: string, answer: unknown = { message: 'OK', result: 200 }): Exchange => ({
  request: 'PUT https://public-api.sonic.net/dyndns/host',
  body: { ...key, hostname: '_acme-challenge.example.com', value, ttl: 120, type: 'TXT' },
  answer,
});
const options = { userId: 'me', apiKey: 'opaque-api-key' };
const play = (...exchanges: readonly Exchange[]) => ({ provider: 'sonic', options, exchanges });

describe('sonic', () => {
  it('writes a value, and an underscore in its place', async () => {
    await withExchanges(play(call('one'), call('_')), async (service) => {
      await service.create(record);
      await service.removeAll([record]);
    });
  });

  it('says what was refused, and takes nothing else for a success', async () => {
    const answers = [
      [{ message: 'Not Found : the information you requested was not found.', result: 404 }, 'ZONE_NOT_FOUND'],
      [{ message: 'Forbidden', result: 403 }, 'AUTHENTICATION'],
      [{ message: 'Bad', result: 400 }, 'API'],
      ['<html></html>', 'RESPONSE'],
      [{}, 'RESPONSE'],
    ] as const;
    for (const [answer, code] of answers)
      await assert.rejects(
        withExchanges(play(call('one', answer)), (service) => service.create(record)),
        (error) => isFailure(error, code),
        code,
      );
  });
});
