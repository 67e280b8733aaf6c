import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { secretsOf } from '../../../plugins/notify/secrets.js';
import { checkTargets, parseTargets } from '../../../plugins/notify/targets.js';

const token = '123456789:AAbb-_cc';
const user = 'u'.repeat(29).concat('Z');
const key = 'K'.repeat(29).concat('a');

/** As apprise and shoutrrr write them, and what they come to. */
const forms: Readonly<Record<string, readonly string[]>> = {
  [`tgram://${token}/42`]: [`telegram https://api.telegram.org/bot${token}/sendMessage?chat_id=42`],
  [`tgram://bot${token}/-1001234/@news/`]: [
    `telegram https://api.telegram.org/bot${token}/sendMessage?chat_id=-1001234`,
    `telegram https://api.telegram.org/bot${token}/sendMessage?chat_id=%40news`,
  ],
  [`tgram://${token}/-42:7`]: [
    `telegram https://api.telegram.org/bot${token}/sendMessage?chat_id=-42&message_thread_id=7`,
  ],
  [`TELEGRAM://${token}@telegram?channels=@news&topic=5`]: [
    `telegram https://api.telegram.org/bot${token}/sendMessage?chat_id=%40news&message_thread_id=5`,
  ],
  [`telegram://${token}@telegram?chats=42%2C%20%2C&thread=6`]: [
    `telegram https://api.telegram.org/bot${token}/sendMessage?chat_id=42&message_thread_id=6`,
  ],
  [`telegram://${token}@telegram?chats=@news%2C42`]: [
    `telegram https://api.telegram.org/bot${token}/sendMessage?chat_id=%40news`,
    `telegram https://api.telegram.org/bot${token}/sendMessage?chat_id=42`,
  ],
  [`https://api.telegram.org/bot${token}/sendMessage?chat_id=42`]: [
    `telegram https://api.telegram.org/bot${token}/sendMessage?chat_id=42`,
  ],
  'matrixs://syt_x@m.example/!room:m.example': ['matrix https://:syt_x@m.example/!room%3Am.example'],
  'matrix://:syt_x@m.example:8448?rooms=!room:m.example': ['matrix https://:syt_x@m.example:8448/!room%3Am.example'],
  'matrixs://syt_x@m.example/#ops:m.example': ['matrix https://:syt_x@m.example/%23ops%3Am.example'],
  [`pover://${user}@${key}`]: [`pushover https://api.pushover.net/1/messages.json?token=${key}&user=${user}`],
  [`pover://${user}@${key}/phone?priority=high`]: [
    `pushover https://api.pushover.net/1/messages.json?token=${key}&user=${user}&device=phone&priority=1`,
  ],
  [`pushover://shoutrrr:${key}@${user}/?devices=a%2Cb`]: [
    `pushover https://api.pushover.net/1/messages.json?token=${key}&user=${user}&device=a%2Cb`,
  ],
  'workflows://prod-1.westeurope.logic.azure.com:443/flow/SIG': [
    'teams https://prod-1.westeurope.logic.azure.com/workflows/flow/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=SIG',
  ],
  'workflows://prod-1.westeurope.logic.azure.com:443/flow/SIG?ver=2030-01-01': [
    'teams https://prod-1.westeurope.logic.azure.com/workflows/flow/triggers/manual/paths/invoke?api-version=2030-01-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=SIG',
  ],
  'https://prod-1.westeurope.logic.azure.com:443/workflows/x/triggers/manual/paths/invoke?sig=s': [
    'teams https://prod-1.westeurope.logic.azure.com/workflows/x/triggers/manual/paths/invoke?sig=s',
  ],
  'https://a.b.environment.api.powerplatform.com/powerautomate/x?sig=s': [
    'teams https://a.b.environment.api.powerplatform.com/powerautomate/x?sig=s',
  ],
  'discord://1234/Tok-en': ['discord https://discord.com/api/webhooks/1234/Tok-en'],
  'discord://Tok-en@1234': ['discord https://discord.com/api/webhooks/1234/Tok-en'],
  'SMTP://mail.example?to=a@b.example': ['smtp smtp://mail.example?to=a@b.example'],
  'SLACK+HTTPS://s.example/x': ['slack https://s.example/x'],
  'ntfy://me:pw@n.example/a/b%20c': ['ntfy https://me:pw@n.example/a', 'ntfy https://me:pw@n.example/b%20c'],
  'ntfy://tk@topic': ['ntfy https://:tk@ntfy.sh/topic'],
  'gotify://g.example/TOKEN': ['gotify https://g.example/?token=TOKEN'],
  'hassio://ha.local:80/LONG': ['homeassistant http://:LONG@ha.local/'],
  'json://me:pw@hook.example/a%20b/c': ['webhook http://me:pw@hook.example/a%20b/c'],
  'json://me@hook.example': ['webhook http://me@hook.example/'],
  [`pover://${user}@${key}?priority=LOW`]: [
    `pushover https://api.pushover.net/1/messages.json?token=${key}&user=${user}&priority=-2`,
  ],
  'ntfy://topic': ['ntfy https://ntfy.sh/topic'],
  'ntfys://tk_x@n.example/alerts': ['ntfy https://:tk_x@n.example/alerts'],
  'gotifys://g.example/sub/TOKEN': ['gotify https://g.example/sub?token=TOKEN'],
  'hassio://ha.local/LONG': ['homeassistant http://:LONG@ha.local:8123/'],
  'hassios://ha.example/LONG': ['homeassistant https://:LONG@ha.example/'],
  'jsons://hook.example/a?b=c': ['webhook https://hook.example/a?b=c'],
  'https://hc-ping.com/uuid': ['healthchecks https://hc-ping.com/uuid'],
  'healthchecks://hc.example/ping/key/slug': ['healthchecks https://hc.example/ping/key/slug'],
};

const wrong: Readonly<Record<string, RegExp>> = {
  [`tgram://${token}`]: /lacks a part: tgram:\/\/TOKEN\/CHAT_ID/,
  'tgram://hunter2secret/42': /has no token of a bot/,
  [`tgram://${token}/hunter2secret!`]: /names no chat/,
  [`telegram+https://api.example/bot${token}/sendMessage`]: /names no chat/,
  'https://api.telegram.org/hunter2secret': /has no token of a bot/,
  'matrixs://user:hunter2secret@m.example/!room:m.example': /an access token, no password/,
  'matrixs://hunter2secret@m.example': /lacks a part/,
  'matrix+https://m.example/!room:m.example': /has no access token/,
  'matrix+https://:hunter2secret@m.example/room': /names no room/,
  [`pover://hunter2secret@${key}`]: /30 letters and digits/,
  [`pover://${user}@${key}?priority=hunter2secret`]: /priority/,
  'teams+https://hunter2secret.example': /whole URL of a Workflow/,
  'workflows://hunter2secret:443/x': /lacks a part/,
  'homeassistant+https://hunter2secret.example/': /neither .api.webhook/,
  'hassios://hunter2secret.example': /lacks a part/,
  'https://hc-ping.com/': /names no check/,
  'uptimekuma+https://hunter2secret.example/x': /no push URL/,
  'discord://hunter2secret': /lacks a part/,
};

describe('addresses as apprise and shoutrrr write them', () => {
  it('come to the addresses of the services', () => {
    for (const [text, expected] of Object.entries(forms)) {
      const found = parseTargets(text).map(({ kind, url }) => `${kind} ${url.href}`);
      assert.deepEqual(found, expected, text);
    }
  });

  it('are refused where a part is missing or wrong, with the way to write it and without a word of them', () => {
    for (const [text, message] of Object.entries(wrong)) {
      const [fault, ...more] = checkTargets(text);
      assert.ok(fault !== undefined && more.length === 0, text);
      assert.match(fault.message, message, text);
      assert.doesNotMatch(`${fault.message} ${fault.hint}`, /hunter2secret/, text);
      assert.ok(!fault.message.includes(token), text);
    }
  });

  it('hide all that is secret in them', () => {
    const secrets = parseTargets(
      `tgram://${token}/42,pover://${user}@${key},matrixs://syt_x1yz@m.example/!r:m.example`,
    );
    const all = secrets.flatMap(secretsOf);
    assert.ok(!all.some((part) => /^(42|sendMessage|1|messages\.json)$/.test(part)), 'and nothing that is not');
    for (const part of [token, user, key, 'syt_x1yz']) assert.ok(all.includes(part), part);
  });
});
