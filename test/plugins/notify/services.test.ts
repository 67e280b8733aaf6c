import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { createHttpClient } from '../../../core/http/client.js';
import { createDispatcher } from '../../../core/http/dispatcher.js';
import { describeFailure, type HttpClient, isFailure, silentLogger } from '../../../core/sdk/index.js';
import type { Message } from '../../../plugins/notify/message.js';
import { withoutAddress } from '../../../plugins/notify/secrets.js';
import { ping, send } from '../../../plugins/notify/send.js';
import type { Target } from '../../../plugins/notify/target.js';
import { parseTargets } from '../../../plugins/notify/targets.js';
import { matrix } from './fakes/matrix.js';
import { pushover } from './fakes/pushover.js';
import { type Answer, type Asked, jsonOf, serve } from './fakes/serve.js';
import { teams } from './fakes/teams.js';
import { telegram } from './fakes/telegram.js';

const token = '123456789:AAbbCCdd-EE_ff';
const key = 'a'.repeat(30);
const user = 'u'.repeat(30);
const title = 'Certificate *.example.com cannot be issued or renewed';
const short: Message = { title, lines: ['⚠ <b>*.example.com</b> & *more*: no'], bad: true, notices: [], host: 'h' };
/** More than any of them takes: many lines, and one of characters of two units that is too long by itself. */
const long: Message = { ...short, lines: Array.from({ length: 3000 }, (_, index) => `⚠ ${index}.example.com: "no"`) };
const endless: Message = { ...short, lines: ['😀'.repeat(30_000), 'x'] };

describe('the services that messages go to', () => {
  const stops: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });

  async function start(answer: (asked: Asked) => Answer) {
    const service = await serve(answer);
    const dispatcher = createDispatcher({ env: {} });
    stops.push(service.stop, () => dispatcher.destroy());
    const retry = { attempts: 3, firstPauseMs: 1, longestPauseMs: 2000 };
    const http = createHttpClient({ dispatcher, log: silentLogger, userAgent: 'test', retry });
    return { ...service, http };
  }

  /** What is said of a message that was not taken; never with a part of the address. */
  async function refusal(http: HttpClient, target: Target, message = short): Promise<string> {
    try {
      await send(http, target, message, new AbortController().signal);
    } catch (error) {
      assert.ok(isFailure(error), String(error));
      return withoutAddress(describeFailure(error), target);
    }
    throw new Error('it was taken');
  }

  function targetOf(text: string): Target {
    const [target, ...more] = parseTargets(text);
    assert.ok(target !== undefined && more.length === 0);
    return target;
  }

  const signal = new AbortController().signal;

  it('Telegram: text as it is, a bold title, whole characters, and the pause that it asks for', async () => {
    const rules = { token, chats: ['42', '@news'], floods: 1 };
    const { http, host, asked } = await start(telegram(rules));
    const at = (chat: string, more = '') =>
      targetOf(`telegram+http://${host}/bot${token}/sendMessage?chat_id=${encodeURIComponent(chat)}${more}`);
    await send(http, at('42', '&message_thread_id=7'), short, signal);
    const body = jsonOf(asked[1] as Asked);
    assert.equal(asked.length, 2, 'once more after "retry after 1"');
    assert.deepEqual([body?.chat_id, body?.message_thread_id, body?.text], ['42', 7, `${title}\n${short.lines[0]}`]);
    for (const message of [long, endless]) await send(http, at('@news'), message, signal);
    assert.match(await refusal(http, at('43')), /chat not found.*Check the chat id/);
    assert.match(await refusal(http, at('403')), /bot was blocked.*Write to the bot first/);
    assert.match(await refusal(http, at('-100')), /its chat id is -1007 now/);
    const wrong = targetOf(`telegram+http://${host}/bot1:secretsecret/sendMessage?chat_id=42`);
    const said = await refusal(http, wrong);
    assert.match(said, /Unauthorized.*Check the token/);
    assert.doesNotMatch(said, /secretsecret/);
    const elsewhere = await start(() => ({ status: 200, body: '<html>' }));
    const page = targetOf(`telegram+http://${elsewhere.host}/bot${token}/sendMessage?chat_id=1`);
    assert.match(await refusal(elsewhere.http, page), /no answer of the Bot API/);
  });

  it('Matrix: a token in the header, one event though the answer got lost, rooms by id and alias', async () => {
    const room = '!abc:example.org';
    const rules = {
      token: 'syt_secret',
      rooms: [room],
      aliases: { '#ops:example.org': room },
      failures: [] as Answer[],
    };
    const fake = matrix(rules);
    const { http, host } = await start(fake.answer);
    const to = (where: string, secret = 'syt_secret') => targetOf(`matrix+http://:${secret}@${host}/${where}`);
    rules.failures.push(
      { status: 502 },
      { status: 429, body: { errcode: 'M_LIMIT_EXCEEDED', error: 'Too many', retry_after_ms: 5 } },
    );
    await send(http, to(room), short, signal);
    assert.equal(fake.events.size, 1);
    const [event] = [...fake.events.values()];
    assert.equal(event?.msgtype, 'm.text');
    assert.match(String(event?.formatted_body), /&lt;b&gt;\*\.example\.com&lt;\/b&gt; &amp; \*more\*/);
    await send(http, to('%23ops:example.org'), { ...short, bad: false }, signal);
    await send(http, to('#ops:example.org'), long, signal);
    await send(http, to(room), endless, signal);
    assert.equal(fake.events.size, 4);
    assert.match(await refusal(http, to('!other:example.org')), /not in room.*M_FORBIDDEN.*join the room/);
    assert.match(await refusal(http, to('%23none:example.org')), /M_NOT_FOUND.*Check the room/);
    const said = await refusal(http, to(room, 'wrongsecret'));
    assert.match(said, /Unrecognised access token.*Make a new access token/);
    assert.doesNotMatch(said, /wrongsecret/);
  });

  it('Teams: a card within 28 KB, and the words of a connector that says OK and means no', async () => {
    const { http, host, asked } = await start(teams('SIGNATURE'));
    const to = (signature: string) =>
      targetOf(`teams+http://${host}/workflows/w/triggers/manual/paths/invoke?sig=${signature}`);
    for (const message of [short, long, endless]) await send(http, to('SIGNATURE'), message, signal);
    assert.match(asked[0]?.body ?? '', /"text":"⚠ <b>\*\.example\.com<\/b> & \*more\*: no"/);
    assert.match(asked[1]?.body ?? '', /… and \d+ more/);
    assert.match(await refusal(http, to('other')), /Copy the whole URL/);
    const old = await start(() => ({
      status: 200,
      body: 'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 413 with ContextId x',
    }));
    assert.match(
      await refusal(old.http, targetOf(`teams+http://${old.host}/webhookb2/x`)),
      /refused the message with status 413/,
    );
  });

  it('Pushover: fields within the limits, emergencies with their pace, and no second try at a quota', async () => {
    const { http, host, asked } = await start(pushover({ token: key, user }));
    const to = (who: string, more = '') =>
      targetOf(`pushover+http://${host}/1/messages.json?token=${key}&user=${who}${more}`);
    for (const message of [short, long, endless]) await send(http, to(user, '&device=phone'), message, signal);
    await send(http, to(user, '&priority=2'), short, signal);
    await send(http, to(user, '&priority=2'), { ...short, bad: false }, signal);
    const sent = asked.map(({ body }) => new URLSearchParams(body));
    assert.deepEqual(
      sent.map((fields) => fields.get('priority')),
      ['0', '0', '0', '2', '-1'],
    );
    assert.equal(sent[0]?.get('device'), 'phone');
    assert.match(await refusal(http, to('x'.repeat(30))), /not a valid user.*Check the user or group key/);
    const full = await start(pushover({ token: key, user, isUsedUp: true }));
    const said = await refusal(
      full.http,
      targetOf(`pushover+http://${full.host}/1/messages.json?token=${key}&user=${user}`),
    );
    assert.match(said, /monthly quota.*used up its messages/);
    assert.equal(full.asked.length, 1);
  });

  it('Home Assistant: a webhook for automations, or a notification with a token', async () => {
    const { http, host, asked } = await start(({ path, headers }) =>
      path.startsWith('/api/webhook/') || headers.authorization === 'Bearer long-lived'
        ? { status: 200 }
        : { status: 401 },
    );
    await send(http, targetOf(`homeassistant+http://${host}/api/webhook/hook-id`), short, signal);
    await send(http, targetOf(`homeassistant+http://:long-lived@${host}/`), short, signal);
    const bodies = asked.map((one) => [one.path, jsonOf(one)?.title, jsonOf(one)?.message]);
    assert.deepEqual(bodies, [
      ['/api/webhook/hook-id', title, short.lines[0]],
      ['/api/services/persistent_notification/create', title, short.lines[0]],
    ]);
    assert.match(await refusal(http, targetOf(`homeassistant+http://:wrong@${host}/`)), /credentials/);
  });

  it('healthchecks: start, success, fail and log by path, its query kept, and an OK that means no', async () => {
    const { http, host, asked } = await start(({ path }) => ({
      status: 200,
      body: path.includes('gone') ? 'OK (not found)' : 'OK',
    }));
    const target = targetOf(`healthchecks+http://${host}/ping/uuid?create=1`);
    for (const sign of ['start', 'success', 'fail'] as const) await ping(http, target, sign, ['one', 'two']);
    await send(http, target, short, signal);
    assert.deepEqual(
      asked.map(({ method, path, query }) => `${method} ${path} ${query}`),
      [
        'POST /ping/uuid/start create=1',
        'POST /ping/uuid create=1',
        'POST /ping/uuid/fail create=1',
        'POST /ping/uuid/log create=1',
      ],
    );
    assert.equal(asked[2]?.body, 'one\ntwo');
    assert.match(await refusal(http, targetOf(`healthchecks+http://${host}/ping/gone`)), /no such check.*hc-ping\.com/);
    const away = await start(() => ({ status: 503 }));
    await assert.rejects(ping(away.http, targetOf(`healthchecks+http://${away.host}/ping/u`), 'start', []));
    assert.equal(away.asked.length, 1, 'the start of a pass does not wait for it');
  });

  it('Uptime Kuma: up or down at the end, and nothing at the start', async () => {
    const { http, host, asked } = await start(() => ({ status: 200, body: { ok: true } }));
    const target = targetOf(`uptimekuma+http://${host}/api/push/abc?status=up&msg=OK&ping=`);
    for (const sign of ['start', 'success', 'fail'] as const) await ping(http, target, sign, ['2 certificates']);
    assert.deepEqual(
      asked.map(({ query }) => `${query}`),
      ['status=up&msg=2+certificates', 'status=down&msg=2+certificates'],
    );
  });
});
