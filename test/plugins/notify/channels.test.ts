import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createHttpClient } from '../../../core/http/client.js';
import { type Failure, isFailure, silentLogger } from '../../../core/sdk/index.js';
import { answeringDispatcher } from '../../../core/testing/dispatcher.js';
import type { Message } from '../../../plugins/notify/message.js';
import { ping, send } from '../../../plugins/notify/send.js';
import type { Target } from '../../../plugins/notify/target.js';
import { parseTargets } from '../../../plugins/notify/targets.js';

const signal = new AbortController().signal;
const bad: Message = { title: 'Two <b>', lines: ['a & b', 'c'], bad: true, notices: [], host: 'h' };
const good: Message = { ...bad, bad: false };
const key = 'a'.repeat(30);
const user = 'u'.repeat(30);

interface Sent {
  readonly line: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

function targetOf(text: string): Target {
  const [target, ...more] = parseTargets(text);
  assert.ok(target !== undefined && more.length === 0);
  return target;
}

/** What a target is sent, where the service answers with these in turn, and with the last one for ever. */
async function sending(
  work: (http: ReturnType<typeof createHttpClient>) => Promise<void>,
  ...answers: readonly { status?: number; body?: string }[]
): Promise<{ sent: Sent[]; failure: Failure | undefined }> {
  const sent: Sent[] = [];
  const dispatcher = answeringDispatcher(({ method, url, headers, body }) => {
    const isJson = headers['content-type'] === 'application/json';
    sent.push({ line: `${method} ${url.href}`, headers, body: isJson ? JSON.parse(body) : body });
    const { status = 200, body: text = '{}' } = answers[Math.min(sent.length, answers.length) - 1] ?? {};
    return { status, headers: {}, body: text };
  });
  const retry = { attempts: 2, firstPauseMs: 0, longestPauseMs: 10 };
  const http = createHttpClient({ dispatcher, log: silentLogger, userAgent: 'test', retry });
  const failure = await work(http).then(
    () => undefined,
    (error) => (isFailure(error) ? error : assert.fail(String(error))),
  );
  return { sent, failure };
}

const message = (address: string, what = bad, ...answers: { status?: number; body?: string }[]) =>
  sending((http) => send(http, targetOf(address), what, signal), ...answers);

describe('a message', () => {
  it('has the form that each service wants, more urgent where something is wrong', async () => {
    const text = 'a & b\nc';
    const webhook = { source: 'letsencrypt-dns', host: 'h', title: 'Two <b>', text, status: 'problem', notices: [] };
    const ntfy = { topic: 'topic x', title: 'Two <b>', message: text };
    const gotify = { title: 'Two <b>', message: text };
    const table: readonly [address: string, what: Message, line: string, body: unknown][] = [
      ['https://a.example/hook?x=1', bad, 'POST https://a.example/hook?x=1', webhook],
      ['https://a.example/hook', good, 'POST https://a.example/hook', { ...webhook, status: 'recovered' }],
      ['slack+https://a.example/s', bad, 'POST https://a.example/s', { text: '*Two <b>*\na &amp; b\nc' }],
      [
        'slack+https://a.example/s',
        { ...bad, lines: ['<a> & <b>'] },
        'POST https://a.example/s',
        { text: '*Two <b>*\n&lt;a&gt; &amp; &lt;b&gt;' },
      ],
      [
        'discord+https://a.example/d',
        bad,
        'POST https://a.example/d',
        { content: `**Two <b>**\n${text}`, allowed_mentions: { parse: [] } },
      ],
      ['ntfy+https://a.example/topic%20x', bad, 'POST https://a.example/', { ...ntfy, priority: 4, tags: ['warning'] }],
      [
        'ntfy+https://a.example/sub//topic%20x/',
        good,
        'POST https://a.example/sub/',
        { ...ntfy, priority: 3, tags: ['white_check_mark'] },
      ],
      ['gotify+https://a.example/?token=t', bad, 'POST https://a.example/message', { ...gotify, priority: 8 }],
      ['gotify+https://a.example/sub?token=t', good, 'POST https://a.example/sub/message', { ...gotify, priority: 4 }],
    ];
    for (const [address, what, line, body] of table) {
      const { sent, failure } = await message(address, what);
      assert.equal(failure, undefined, failure?.message);
      assert.deepEqual([sent.length, sent[0]?.line, sent[0]?.body], [1, line, body]);
    }
  });

  it('bears the credentials where each service looks for them', async () => {
    const table: readonly [address: string, header: string, value: string | undefined][] = [
      ['ntfy+https://a.example/t', 'authorization', undefined],
      ['ntfy+https://:to%2Fken@a.example/t', 'authorization', 'Bearer to/ken'],
      ['ntfy+https://me:p%2Fw@a.example/t', 'authorization', `Basic ${Buffer.from('me:p/w').toString('base64')}`],
      ['gotify+https://a.example/?token=to%2Fken', 'x-gotify-key', 'to/ken'],
      ['homeassistant+https://:to%2Fken@a.example/', 'authorization', 'Bearer to/ken'],
      ['homeassistant+https://a.example/api/webhook/id', 'authorization', undefined],
      ['matrix+https://:to%2Fken@a.example/!room:a.example', 'authorization', 'Bearer to/ken'],
    ];
    for (const [address, header, value] of table)
      assert.equal((await message(address)).sent[0]?.headers[header], value, address);
  });

  it('to Telegram goes to a chat or a topic, its title bold', async () => {
    const base = 'https://api.telegram.org/bot1:x/sendMessage';
    const fields = {
      text: 'Two <b>\na & b\nc',
      entities: [{ type: 'bold', offset: 0, length: 7 }],
      link_preview_options: { is_disabled: true },
    };
    const taken = { body: '{"ok":true}' };
    const chat = await message(`${base}?chat_id=@news`, bad, taken);
    assert.deepEqual([chat.sent[0]?.line, chat.sent[0]?.body], [`POST ${base}`, { chat_id: '@news', ...fields }]);
    const topic = await message(`${base}?chat_id=-5&message_thread_id=7`, bad, taken);
    assert.deepEqual(topic.sent[0]?.body, { chat_id: '-5', message_thread_id: 7, ...fields });
    const refusals: readonly [
      status: number,
      body: object | string,
      code: string,
      words: RegExp,
      hint: RegExp,
      retryAfterMs?: number,
    ][] = [
      [200, {}, 'RESPONSE', /no answer of the Bot API/, /sendMessage/],
      [200, '<html>', 'RESPONSE', /no answer of the Bot API/, /sendMessage/],
      [429, { parameters: { retry_after: 30 } }, 'RATE_LIMITED', /HTTP status 429/, /Try again/, 30_000],
      [429, { description: 'slow' }, 'RATE_LIMITED', /slow/, /Try again/],
      [400, { description: 'moved', parameters: { migrate_to_chat_id: -7 } }, 'API', /moved/, /-7 now/],
      [400, { description: 'no chat' }, 'API', /no chat/, /Check the chat id/],
      [401, {}, 'AUTHENTICATION', /./, /Check the token/],
      [404, {}, 'AUTHENTICATION', /./, /Check the token/],
      [403, { description: 'blocked' }, 'AUTHENTICATION', /blocked/, /Write to the bot first/],
      [500, { description: 'oops' }, 'SERVER', /oops/, /Try again/],
    ];
    for (const [status, body, code, words, hint, retryAfterMs] of refusals) {
      const answer = { status, body: typeof body === 'string' ? body : JSON.stringify(body) };
      const { failure } = await message(`${base}?chat_id=1`, bad, answer);
      assert.deepEqual([failure?.code, failure?.retryAfterMs], [code, retryAfterMs], `${status} ${failure?.message}`);
      assert.match(failure?.message ?? '', words);
      assert.match(failure?.hint ?? '', hint);
    }
  });

  it('to Matrix is one event, loud only where something is wrong', async () => {
    const html = '<strong>Two &lt;b&gt;</strong><br>a &amp; b<br>c';
    for (const [what, msgtype] of [
      [bad, 'm.text'],
      [good, 'm.notice'],
    ] as const) {
      const { sent } = await message('matrix+https://:t@a.example/!r:a.example', what);
      assert.match(
        sent[0]?.line ?? '',
        /^PUT https:\/\/a\.example\/_matrix\/client\/v3\/rooms\/!r:a\.example\/send\/m\.room\.message\/[\w-]{36}$/,
      );
      const body = { msgtype, body: 'Two <b>\na & b\nc', format: 'org.matrix.custom.html', formatted_body: html };
      assert.deepEqual(sent[0]?.body, body);
    }
    const aliased = await message('matrix+https://:t@a.example/%23r:a.example', bad, { body: '{"room_id":"!x:y"}' });
    assert.match(aliased.sent[0]?.line ?? '', /^GET .*\/directory\/room\/%23r:a\.example$/);
    assert.match(aliased.sent[1]?.line ?? '', /^PUT .*\/rooms\/!x:y\/send/);
    for (const body of ['{}', '{"room_id":""}', '{"room_id":1}'])
      assert.equal((await message('matrix+https://:t@a.example/%23r:a', bad, { body })).failure?.code, 'RESPONSE');
    const said = '{"errcode":"M_X","error":"no","retry_after_ms":9000}';
    const refusals: readonly [status: number, body: string, hint: RegExp, retryAfterMs?: number][] = [
      [401, said, /new access token/],
      [403, said, /join the room/],
      [404, said, /Check the room/],
      [429, said, /Try again/, 9000],
      [400, said, /^$/],
    ];
    for (const [status, body, hint, retryAfterMs] of refusals) {
      const { failure } = await message('matrix+https://:t@a.example/!r:a', bad, { status, body });
      assert.deepEqual([failure?.serviceCode, failure?.retryAfterMs], ['M_X', retryAfterMs]);
      assert.match(failure?.message ?? '', /: no$/);
      assert.match(failure?.hint ?? '', hint);
    }
    const odd = await message('matrix+https://:t@a.example/!r:a', bad, {
      status: 400,
      body: '{"errcode":1,"error":2}',
    });
    assert.deepEqual(
      [odd.failure?.serviceCode, odd.failure?.message],
      [undefined, 'the request was refused: HTTP status 400'],
    );
  });

  it('to Pushover is a form, an emergency with its pace', async () => {
    const address = (more = '') => `pushover+https://api.pushover.net/1/messages.json?token=${key}&user=${user}${more}`;
    const taken = { body: '{"status":1}' };
    const fields = async (more: string, what: Message) =>
      Object.fromEntries(new URLSearchParams(String((await message(address(more), what, taken)).sent[0]?.body)));
    const usual = { token: key, user, title: 'Two <b>', message: 'a & b\nc' };
    assert.deepEqual(await fields('', bad), { ...usual, priority: '0' });
    assert.deepEqual(await fields('&priority=1&device=phone', bad), { ...usual, priority: '1', device: 'phone' });
    assert.deepEqual(await fields('&priority=2', bad), { ...usual, priority: '2', retry: '60', expire: '3600' });
    assert.deepEqual(await fields('&priority=2', good), { ...usual, priority: '-1' });
    assert.equal((await fields('', { ...bad, title: 'x'.repeat(251) })).title, 'x'.repeat(250));
    const refusals: readonly [
      status: number,
      body: string,
      code: string,
      words: RegExp,
      hint: RegExp,
      retryable: boolean,
    ][] = [
      [200, '{"status":0}', 'RESPONSE', /no answer of Pushover/, /^$/, true],
      [200, 'ok', 'RESPONSE', /no answer of Pushover/, /^$/, true],
      [429, '{"errors":["too","many",3]}', 'RATE_LIMITED', /: too; many$/, /used up/, false],
      [500, '{"errors":["down"]}', 'SERVER', /: down$/, /Try again/, true],
      [400, '{"errors":["bad"],"token":"invalid"}', 'AUTHENTICATION', /: bad$/, /API token/, false],
      [400, '{"errors":["bad"],"user":"invalid"}', 'AUTHENTICATION', /: bad$/, /user or group/, false],
      [400, '{"errors":["bad"]}', 'API', /: bad$/, /^$/, false],
      [400, '{"errors":"bad"}', 'API', /: bad$/, /^$/, false],
    ];
    for (const [status, body, code, words, hint, retryable] of refusals) {
      const { failure } = await message(address(), bad, { status, body });
      assert.deepEqual([failure?.code, failure?.retryable], [code, retryable], `${status} ${body}`);
      assert.match(failure?.message ?? '', words);
      assert.match(failure?.hint ?? '', hint);
      assert.equal(failure?.retryAfterMs, status === 500 ? 5000 : undefined);
    }
  });

  it('to Teams is a card', async () => {
    const { sent } = await message('teams+https://a.example/w?sig=x', bad, { status: 202, body: '' });
    const run = (text: string, more: object = {}) => ({
      type: 'RichTextBlock',
      inlines: [{ type: 'TextRun', text, ...more }],
    });
    const cardOf = (color: string) => ({
      type: 'message',
      summary: 'Two <b>',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          contentUrl: null,
          content: {
            $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
            type: 'AdaptiveCard',
            version: '1.4',
            body: [
              run('Two <b>', { weight: 'bolder', color }),
              { ...run('a & b'), spacing: 'small' },
              { ...run('c'), spacing: 'small' },
            ],
            msteams: { width: 'Full' },
          },
        },
      ],
    });
    assert.deepEqual([sent[0]?.line, sent[0]?.body], ['POST https://a.example/w?sig=x', cardOf('attention')]);
    assert.deepEqual((await message('teams+https://a.example/w', good)).sent[0]?.body, cardOf('good'));
    const refusals: readonly [status: number, body: string, code: string, words: RegExp, hint: RegExp][] = [
      [200, 'endpoint returned HTTP error 429 with', 'RATE_LIMITED', /too many messages/, /Try again/],
      [200, 'endpoint returned HTTP error 413 with', 'API', /with status 413/, /^$/],
      [401, '{}', 'AUTHENTICATION', /./, /whole URL/],
      [403, '{}', 'AUTHENTICATION', /./, /whole URL/],
      [404, '{}', 'RECORD_NOT_FOUND', /./, /whole URL/],
      [400, ' Bad payload ', 'API', /: Bad payload$/, /^$/],
      [400, ' ', 'API', /HTTP status 400/, /^$/],
      [400, '{"message":"no"}', 'API', /: no$/, /^$/],
    ];
    for (const [status, body, code, words, hint] of refusals) {
      const { failure } = await message('teams+https://a.example/w', bad, { status, body });
      assert.equal(failure?.code, code, `${status} ${body}`);
      assert.match(failure?.message ?? '', words);
      assert.match(failure?.hint ?? '', hint);
    }
  });

  it('to Home Assistant is for an automation, or a notification', async () => {
    const hook = await message('homeassistant+https://a.example/api/webhook/id', bad);
    assert.equal(hook.sent[0]?.line, 'POST https://a.example/api/webhook/id');
    const { message: text, status } = Object(hook.sent[0]?.body);
    assert.deepEqual([text, status], ['a & b\nc', 'problem']);
    for (const base of ['', '/sub', '/sub/']) {
      const { sent } = await message(`homeassistant+https://:t@a.example${base}`, bad);
      assert.equal(
        sent[0]?.line,
        `POST https://a.example${base.replace(/\/$/, '')}/api/services/persistent_notification/create`,
      );
      assert.deepEqual(sent[0]?.body, { title: 'Two <b>', message: 'a & b\nc', notification_id: 'letsencrypt_dns' });
    }
  });

  it('is sent again where that can help, within its time, and shows nothing of its address', async () => {
    const { sent, failure } = await message('https://a.example/secret-path', bad, { status: 500 }, { status: 200 });
    assert.deepEqual([sent.length, failure], [2, undefined]);
    const refused = await message('https://a.example/secret-path', bad, { status: 400 });
    assert.equal(refused.failure?.place, 'https://a.example');
  });
});

describe('a sign of life', () => {
  it('to a check says by its path what it is, at the start only once', async () => {
    const uuid = 'https://hc-ping.com/uuid';
    const table: readonly [Parameters<typeof ping>[2], address: string, line: string][] = [
      ['success', uuid, 'POST https://hc-ping.com/uuid'],
      ['fail', `${uuid}/`, 'POST https://hc-ping.com/uuid/fail'],
      ['start', `${uuid}?create=1`, 'POST https://hc-ping.com/uuid/start?create=1'],
      ['log', uuid, 'POST https://hc-ping.com/uuid/log'],
    ];
    for (const [sign, address, line] of table) {
      const work = (http: ReturnType<typeof createHttpClient>) => ping(http, targetOf(address), sign, ['a', 'b']);
      const { sent } = await sending(work, { body: 'OK' });
      assert.deepEqual([sent[0]?.line, sent[0]?.body], [line, 'a\nb']);
      const broken = await sending(work, { status: 500, body: '' });
      assert.deepEqual([broken.sent.length, broken.failure?.code], [sign === 'start' ? 1 : 2, 'SERVER'], sign);
      for (const [status, body, code] of [
        [200, 'OK (not found)', 'API'],
        [200, 'OK (rate limited)', 'RATE_LIMITED'],
        [404, 'not found', 'API'],
      ] as const)
        assert.equal((await sending(work, { status, body })).failure?.code, code, `${sign} ${body}`);
    }
    assert.deepEqual(
      (await message('https://hc-ping.com/uuid', bad, { body: 'OK' })).sent[0]?.body,
      'Two <b>\na & b\nc',
    );
  });

  it('to Uptime Kuma is up or down, and nothing at the start', async () => {
    const target = targetOf('uptimekuma+https://a.example/api/push/t?status=up&msg=OK&ping=');
    const pinged = async (sign: Parameters<typeof ping>[2], ...lines: string[]) =>
      (await sending((http) => ping(http, target, sign, lines))).sent.map(({ line }) => line);
    const base = 'GET https://a.example/api/push/t';
    assert.deepEqual(await pinged('start', 'x'), []);
    assert.deepEqual(await pinged('fail', 'a', 'b'), [`${base}?status=down&msg=a`]);
    assert.deepEqual(await pinged('success'), [`${base}?status=up&msg=OK`]);
    assert.deepEqual(await pinged('log', 'x'.repeat(201)), [`${base}?status=up&msg=${'x'.repeat(200)}`]);
  });
});
