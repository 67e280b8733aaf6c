import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Sign } from '../../../plugins/notify/channels/pings.js';
import { ping, send } from '../../../plugins/notify/send.js';
import { bad, bot, keeping, key, targetOf, user } from './keeping.js';

const { signal } = new AbortController();

describe('what services answer', () => {
  /** What an answer is taken for, by a service and in a request that it follows. */
  async function explained(address: string, status: number, data: unknown, sign?: Sign) {
    const { http, explains } = keeping();
    if (sign === undefined) await send(http, targetOf(address), bad, signal);
    else await ping(http, targetOf(address), sign, []);
    const [explain] = explains;
    assert.ok(explain, address);
    const isText = typeof data === 'string';
    const ok = status < 300;
    return explain({
      ok,
      status,
      headers: {},
      cookies: [],
      text: isText ? data : JSON.stringify(data),
      data: isText ? undefined : data,
    });
  }
  const told = async (
    address: string,
    table: readonly [status: number, data: unknown, explained: object | undefined][],
    sign?: Sign,
  ) => {
    for (const [status, data, expected] of table) {
      const found = await explained(address, status, data, sign);
      const { hint, ...rest } = found ?? {};
      const shown = found && { ...rest, ...(hint !== undefined && { hint: hint.split(' ').slice(0, 3).join(' ') }) };
      assert.deepEqual(shown, expected, `${address} ${status} ${JSON.stringify(data)}`);
    }
  };

  it('is taken for what it is: Telegram', () =>
    told(`${bot}?chat_id=7`, [
      [200, { ok: true }, undefined],
      [
        200,
        { ok: false },
        { code: 'RESPONSE', message: 'this is no answer of the Bot API', hint: 'Check the address:' },
      ],
      [200, 'hello', { code: 'RESPONSE', message: 'this is no answer of the Bot API', hint: 'Check the address:' }],
      [429, { description: 'slow', parameters: { retry_after: 3 } }, { message: 'slow', retryAfterMs: 3000 }],
      [429, { description: 'slow', parameters: {} }, { message: 'slow' }],
      [429, { description: 7 }, {}],
      [
        400,
        { description: 'moved', parameters: { migrate_to_chat_id: -9 } },
        { message: 'moved', hint: 'The group has' },
      ],
      [401, { description: 'no' }, { message: 'no', code: 'AUTHENTICATION', hint: 'Check the token,' }],
      [404, {}, { code: 'AUTHENTICATION', hint: 'Check the token,' }],
      [403, {}, { hint: 'Write to the' }],
      [400, {}, { hint: 'Check the chat' }],
      [500, { description: 'ill' }, { message: 'ill' }],
      [400, { parameters: { retry_after: 3 } }, { hint: 'Check the chat' }],
    ]));

  it('is taken for what it is: Matrix', () =>
    told('matrix+https://:tk@m.example/!a:m.example', [
      [200, {}, undefined],
      [
        429,
        { errcode: 'M_LIMIT', error: 'slow', retry_after_ms: 30 },
        { message: 'slow', serviceCode: 'M_LIMIT', retryAfterMs: 30 },
      ],
      [429, { errcode: 7, error: 8, retry_after_ms: 'x' }, {}],
      [400, { retry_after_ms: 30 }, {}],
      [401, {}, { hint: 'Make a new' }],
      [403, { error: 'no' }, { message: 'no', hint: 'Let the account' }],
      [404, {}, { hint: 'Check the room:' }],
      [500, 'x', {}],
    ]));

  it('is taken for what it is: Teams', () =>
    told('teams+https://t.example/x', [
      [202, '', undefined],
      [
        200,
        'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429',
        { code: 'RATE_LIMITED', message: 'too many messages' },
      ],
      [200, 'returned HTTP error 403 with', { message: 'Teams refused the message with status 403' }],
      [401, '', { hint: 'Copy the whole' }],
      [403, '', { hint: 'Copy the whole' }],
      [404, '', { hint: 'Copy the whole' }],
      [400, ' Bad payload ', { message: 'Bad payload' }],
      [400, '  ', {}],
      [400, { error: 'x' }, {}],
    ]));

  it('is taken for what it is: Pushover', () =>
    told(`pover://${user}@${key}`, [
      [200, { status: 1 }, undefined],
      [200, { status: 0 }, { code: 'RESPONSE', message: 'this is no answer of Pushover' }],
      [429, { errors: ['all', 7, 'used'] }, { message: 'all; used', retryable: false, hint: 'The application has' }],
      [500, {}, { retryAfterMs: 5000 }],
      [499, {}, {}],
      [400, { token: 'invalid', errors: ['no'] }, { message: 'no', code: 'AUTHENTICATION', hint: 'Check the API' }],
      [400, { user: 'invalid' }, { code: 'AUTHENTICATION', hint: 'Check the user' }],
      [400, { errors: 'x', status: 1 }, {}],
    ]));

  it('is taken for what it is: Healthchecks', async () => {
    const gone = { code: 'API', message: 'there is no such check', hint: 'Check the ping' };
    const rate = { code: 'RATE_LIMITED', message: 'more pings than the service takes' };
    await told(
      'healthchecks+https://c.example/ping/x',
      [
        [200, 'OK', undefined],
        [200, 'OK (not found)', gone],
        [200, 'OK (rate limited)', rate],
        [404, 'not found', gone],
        [500, 'ill', undefined],
      ],
      'success',
    );
    await told(
      'healthchecks+https://c.example/ping/x',
      [
        [200, 'OK', undefined],
        [404, 'not found', gone],
        [500, 'ill', { retryable: false }],
      ],
      'start',
    );
  });
});
