import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type HttpClient, type HttpRequest, isFailure } from '../../../core/sdk/index.js';
import { sendDiscord, sendGotify, sendNtfy, sendSlack, sendWebhook } from '../../../plugins/notify/channels/http.js';
import { withoutAddress } from '../../../plugins/notify/secrets.js';
import { parseTargets } from '../../../plugins/notify/targets.js';

function kindsOf(text: string): string[] {
  return parseTargets(text).map(({ kind, url }) => `${kind} ${url.protocol}//${url.host}`);
}

describe('NOTIFY_URLS', () => {
  it('is told apart by prefix or host', () => {
    assert.deepEqual(kindsOf('https://hooks.slack.com/services/T/B/x, https://discord.com/api/webhooks/1/x,'), [
      'slack https://hooks.slack.com',
      'discord https://discord.com',
    ]);
    assert.deepEqual(
      kindsOf('mattermost+https://chat.example/hooks/x,ntfy+http://n.example/t,gotify+https://g.example/?token=x'),
      ['slack https://chat.example', 'ntfy http://n.example', 'gotify https://g.example'],
    );
    assert.deepEqual(kindsOf('https://example.com/hook,https://ntfy.sh/topic,smtps://m.example?to=a@b.example'), [
      'webhook https://example.com',
      'ntfy https://ntfy.sh',
      'smtp smtps://m.example',
    ]);
    assert.deepEqual(kindsOf(''), []);
  });

  it('is refused by position, without showing what stands there', () => {
    const wrong = {
      hunter2: /entry 1 .*no URL/,
      'https://fine.example,nonesuch+https://hunter2.example': /entry 2 .*unknown kind, "nonesuch"/,
      'smtp://hunter2@m.example': /entry 1 .*recipient/,
      'ntfy+https://hunter2.example/': /entry 1 .*topic/,
      'gotify+https://hunter2.example': /entry 1 .*token/,
      'slack+smtp://hunter2.example?to=a@b.example': /entry 1 .*unknown kind/,
    };
    for (const [text, message] of Object.entries(wrong)) {
      assert.throws(
        () => parseTargets(text),
        (error) =>
          isFailure(error, 'CONFIG') && message.test(error.message) && !JSON.stringify(error).includes('hunter2'),
        text,
      );
    }
  });
});

describe('what is said of an address that cannot be reached', () => {
  it('has neither its path nor its query', () => {
    const [target] = parseTargets('https://hooks.example.org/s3cret/part?room=hidden');
    assert.ok(target);
    const text = 'status 404 (https://hooks.example.org/s3cret/part). Check /s3cret/part, s3cret and hidden';
    assert.equal(withoutAddress(text, target), 'status 404 (https://hooks.example.org/…). Check /…, … and …');
  });
});

describe('the address of a webhook', () => {
  it('is called a secret wherever something is sent to it', async () => {
    const asked: (boolean | undefined)[] = [];
    const http = {
      post: async (_path: string, _schema: unknown, _body: unknown, request?: HttpRequest) =>
        void asked.push(request?.secretAddress),
    } as unknown as HttpClient;
    const message = { title: 't', lines: ['l'], bad: true, notices: [], host: 'h' };
    const [target] = parseTargets('gotify+https://g.example/?token=x');
    assert.ok(target);
    for (const send of [sendWebhook, sendSlack, sendDiscord, sendNtfy, sendGotify]) await send(http, target, message);
    assert.deepEqual(asked, [true, true, true, true, true]);
  });
});
