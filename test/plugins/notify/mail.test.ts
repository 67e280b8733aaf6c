import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, it } from 'node:test';
import type { HttpClient } from '../../../core/sdk/index.js';
import { isFailure } from '../../../core/sdk/index.js';
import { cut, fitting } from '../../../plugins/notify/channels/cut.js';
import { connectionTo } from '../../../plugins/notify/channels/smtp.js';
import type { Message } from '../../../plugins/notify/message.js';
import { send } from '../../../plugins/notify/send.js';
import { parseTargets } from '../../../plugins/notify/targets.js';
import { startMailReceiver } from './receivers.js';

const message: Message = { title: 'Two', lines: ['a', 'b'], bad: true, notices: [], host: 'host.example' };

async function mail(address: (host: string) => string, signal = new AbortController().signal) {
  const receiver = await startMailReceiver();
  const [target] = parseTargets(address(receiver.host));
  assert.ok(target !== undefined);
  const failure = await send({} as HttpClient, target, message, signal).then(
    () => undefined,
    (error: unknown) => error,
  );
  await receiver.stop();
  return { ...receiver, failure };
}

describe('a mail', () => {
  it('goes to all recipients, from who was named or from this host, and says that nobody wrote it', async () => {
    const named = await mail((host) => `smtp://${host}?to=a@x.example&to=b@x.example&from=me@y.example`);
    assert.equal(named.failure, undefined);
    const envelope = named.commands
      .filter((line) => /^(MAIL|RCPT)/.test(line))
      .map((line) => /<[^>]*>/.exec(line)?.[0]);
    assert.deepEqual(envelope, ['<me@y.example>', '<a@x.example>', '<b@x.example>']);
    const [text = ''] = named.mails;
    assert.match(text, /^Subject: \[letsencrypt-dns\] Two$/m);
    assert.match(text, /^Auto-Submitted: auto-generated$/m);
    assert.match(text, /\n\na\n\nb\n\n-- ?\nletsencrypt-dns on host\.example/);
    const usual = await mail((host) => `smtp://${host}?to=a@x.example`);
    assert.match(usual.commands.join(), /MAIL FROM:<letsencrypt-dns@host\.example>/);
    assert.doesNotMatch(usual.commands.join(), /AUTH|STARTTLS/);
  });

  it('bears credentials, and those never in the clear unless that is asked for', async () => {
    const open = await mail((host) => `smtp://me:p%40ss@${host}?to=a@x.example&tls=off`);
    const auth = open.commands.find((line) => line.startsWith('AUTH PLAIN')) ?? '';
    assert.equal(Buffer.from(auth.split(' ')[2] ?? '', 'base64').toString(), '\0me\0p@ss');
    const closed = await mail((host) => `smtp://me:p%40ss@${host}?to=a@x.example`);
    assert.ok(isFailure(closed.failure, 'PLUGIN') && closed.failure.retryable);
    assert.match(closed.failure.message, /^smtp at 127\.0\.0\.1:\d+ did not take the mail: /);
    assert.doesNotMatch(closed.commands.join(), /AUTH|MAIL/);
    const secure = await mail((host) => `smtps://${host}?to=a@x.example`);
    assert.ok(isFailure(secure.failure, 'PLUGIN'));
    assert.deepEqual(secure.mails, []);
  });

  it('goes to the usual port, and is protected where somebody logs in', () => {
    const table: readonly [address: string, port: number, secure: boolean, more: object][] = [
      ['smtp://h', 25, false, { requireTLS: false }],
      ['smtp://u:p@h', 587, false, { requireTLS: true, auth: { user: 'u', pass: 'p' } }],
      ['smtps://u@h', 465, true, { requireTLS: false, auth: { user: 'u', pass: '' } }],
      ['smtps://h:7', 7, true, { requireTLS: false }],
      ['smtp://u:p@h?tls=off', 587, false, { ignoreTLS: true, auth: { user: 'u', pass: 'p' } }],
      ['smtp://h?tls=on', 25, false, { requireTLS: false }],
    ];
    const limits = { connectionTimeout: 15_000, greetingTimeout: 15_000, socketTimeout: 15_000 };
    const usual = { ...limits, disableFileAccess: true, disableUrlAccess: true };
    for (const [address, port, secure, more] of table)
      assert.deepEqual(connectionTo(new URL(address)), { host: 'h', port, secure, ...more, ...usual }, address);
    assert.equal(connectionTo(new URL('smtp://[::1]')).host, '::1');
  });

  it('leaves no listener with the signal', async () => {
    const { signal } = new AbortController();
    await mail((host) => `smtp://${host}?to=a@x.example`, signal);
    assert.deepEqual(getEventListeners(signal, 'abort'), []);
  });

  it('is not sent by who was stopped', async () => {
    const stopped = await mail((host) => `smtp://${host}?to=a@x.example`, AbortSignal.abort(new Error('enough')));
    assert.match(String(stopped.failure), /enough/);
    assert.deepEqual(stopped.commands, []);
  });
});

describe('lines that are too many', () => {
  it('are left out whole, with their number, and one that is too long by itself is cut', () => {
    const table: readonly [lines: string[], most: number, text: string][] = [
      [['ab', 'cd'], 6, 'ab\ncd'],
      [['ab', 'cd'], 5, 'ab\n… and 1 more'],
      [['ab', 'cd', 'ef'], 3, 'ab\n… and 2 more'],
      [['abcdef', 'x'], 4, 'abcd\n… and 1 more'],
      [['😀😀'], 3, '😀'],
      [[], 5, ''],
    ];
    for (const [lines, most, text] of table) assert.equal(cut(lines, most), text);
    assert.deepEqual(
      fitting(['ab', 'cd'], 8, (text) => 3 * text.length),
      ['ab', '… and 1 more'],
    );
  });
});
