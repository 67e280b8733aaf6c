import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createHttpClient } from '../../core/http/client.js';
import { htmlPage, htmlText, isFailure, withCookies } from '../../core/sdk/index.js';
import { silentLogger } from '../../core/sdk/logger.js';
import { answeringDispatcher } from '../../core/testing/dispatcher.js';
import type { GivenAnswer, SentRequest } from '../../core/testing/wire.js';

const words = htmlPage(htmlText);

function clientFor(answer: (request: SentRequest) => GivenAnswer, hidden: (string | undefined)[] = []) {
  return createHttpClient({
    dispatcher: answeringDispatcher(answer),
    log: silentLogger,
    userAgent: 'test',
    onSecret: (...secrets) => hidden.push(...secrets),
  }).extend({ baseUrl: 'https://www.example', responseFormat: 'html' });
}

describe('pages over HTTP', () => {
  it('are read; what is none says so', async () => {
    const bodies = ['<p>Hello</p>', '{"a": 1}', ''];
    const client = clientFor(() => ({ status: 200, headers: {}, body: bodies.shift() ?? '' }));
    assert.equal(await client.get('/', words), 'Hello');
    for (const reason of [/malformed/, /empty/])
      await assert.rejects(
        client.get('/', words),
        (error) => isFailure(error, 'RESPONSE') && reason.test(error.message),
      );
  });

  it('that lead on are a failure, and an answer where that is expected; they are never followed', async () => {
    const asked: string[] = [];
    const client = clientFor(({ url }) => {
      asked.push(url.pathname);
      return { status: 302, headers: { location: '/next' }, body: '' };
    });
    await assert.rejects(client.send('POST', '/form', { body: {} }), (error) => isFailure(error, 'API'));
    const { status, ok } = await client.send('POST', '/form', { body: {}, takesRedirects: true });
    assert.deepEqual([status, ok, asked], [302, true, ['/form', '/form']]);
  });

  it('set cookies, which go along from then on until they are taken back, and are secrets', async () => {
    const lines = [
      ['a=first-secret; path=/; HttpOnly', 'b = 2 ;Max-Age=60'],
      ['a=second-secret', 'b=; expires=Thu, 01 Jan 1970 00:00:00 GMT'],
      ['c=3', 'nonsense', '=x'],
      ['c=3; Max-Age=0'],
    ];
    const sent: (string | undefined)[] = [];
    const hidden: (string | undefined)[] = [];
    const http = clientFor(({ headers }) => {
      sent.push(headers.cookie);
      return { status: 200, headers: { 'set-cookie': lines.shift() ?? [] }, body: '<p>x</p>' };
    }, hidden);
    const { client, cookie } = withCookies(http);
    for (let times = 0; times < 5; times += 1) await client.get('/', words);
    assert.deepEqual(sent, [
      undefined,
      'a=first-secret; b=2',
      'a=second-secret',
      'a=second-secret; c=3',
      'a=second-secret',
    ]);
    assert.deepEqual([cookie('a'), cookie('b')], ['second-secret', undefined]);
    assert.ok(hidden.includes('first-secret') && hidden.includes('second-secret'));
  });

  it('keep cookies of refused requests, too, and what else is explained', async () => {
    const http = clientFor(() => ({ status: 200, headers: { 'set-cookie': 'a=1' }, body: '<p>No</p>' }));
    const { client, cookie } = withCookies(http, { explain: () => ({ code: 'AUTHENTICATION' }) });
    await assert.rejects(client.get('/', words), (error) => isFailure(error, 'AUTHENTICATION'));
    assert.equal(cookie('a'), '1');
  });
});
