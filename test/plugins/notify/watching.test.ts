import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createHttpClient } from '../../../core/http/client.js';
import {
  type CertificateSummary,
  Failure,
  type Logger,
  type PassSummary,
  silentLogger,
} from '../../../core/sdk/index.js';
import { answeringDispatcher } from '../../../core/testing/dispatcher.js';
import type { Notice } from '../../../plugins/notify/decide.js';
import notify from '../../../plugins/notify/index.js';
import { faultOf, kindOf, prefixes } from '../../../plugins/notify/kinds.js';
import { keyOf, toldIn } from '../../../plugins/notify/memory.js';
import { composeMessage } from '../../../plugins/notify/message.js';
import { passSign } from '../../../plugins/notify/pass-sign.js';
import { parseTargets } from '../../../plugins/notify/targets.js';

const now = Date.parse('2030-03-01T12:00:00Z');
const day = 24 * 3600_000;
const failure = { inARow: 3, at: new Date(now), step: 'records', code: 'API', message: 'no zone' };

function notice(more: Partial<Notice> = {}): Notice {
  const notAfter = new Date(now + 10 * day);
  return { kind: 'failing', certificate: 'a', domains: ['a'], notAfter, failure: undefined, owedSteps: [], ...more };
}

function certificate(more: Partial<CertificateSummary> = {}): CertificateSummary {
  const dates = { notBefore: new Date(now - 30 * day), notAfter: new Date(now + 60 * day) };
  return { name: 'a', domains: ['a'], ...dates, failure: undefined, ...more };
}

describe('the words of a message', () => {
  it('begin with the worst, and say how much time there is', () => {
    const end = 'it expires 2030-03-11 12:00 UTC, in 10 days';
    const table: readonly [notices: readonly Notice[], title: string, lines: readonly string[], bad: boolean][] = [
      [[], 'Nothing to report', [], false],
      [[notice()], 'Certificate a cannot be issued or renewed', [`⚠ a cannot be issued or renewed: ${end}.`], true],
      [
        [notice({ failure })],
        'Certificate a cannot be issued or renewed',
        [`⚠ a cannot be issued or renewed: ${end}. Its last 3 tries failed, at records: no zone.`],
        true,
      ],
      [
        [notice({ failure: { ...failure, inARow: 1, message: 'no zone.' }, notAfter: undefined })],
        'Certificate a cannot be issued or renewed',
        ['⚠ a cannot be issued or renewed: there is none yet. Its last try failed, at records: no zone.'],
        true,
      ],
      [
        [notice({ kind: 'recovered', failure })],
        'Certificate a is in order again',
        [`✓ a is in order again: ${end}.`],
        false,
      ],
      [
        [notice({ kind: 'owed', owedSteps: ['pfx', 'mail'] })],
        'Certificate a was issued, but a step after it failed',
        [`⚠ a was issued, but a step after it failed: ${end}. Still to be done: pfx, mail; the next pass tries again.`],
        true,
      ],
      [
        [
          notice({ kind: 'recovered', certificate: 'b' }),
          notice({ kind: 'expired', notAfter: new Date(now - 3 * day) }),
        ],
        'Certificate a has expired',
        ['✕ a has expired: it expired 2030-02-26 12:00 UTC, 3 days ago.', `✓ b is in order again: ${end}.`],
        true,
      ],
    ];
    for (const [notices, title, lines, bad] of table) {
      const { notices: sorted, ...made } = composeMessage(notices, 'h', now);
      assert.deepEqual(made, { title, lines, bad, host: 'h' });
      assert.equal(sorted.length, notices.length);
    }
    const many = (kind: Notice['kind'], count: number) => Array.from({ length: count }, () => notice({ kind }));
    assert.equal(composeMessage(many('expiring', 2), 'h', now).title, '2 certificates need attention');
    assert.equal(composeMessage(many('recovered', 3), 'h', now).title, '3 certificates are in order again');
    const all = ['recovered', 'owed', 'failing', 'expiring', 'expired'] as const;
    assert.deepEqual(
      composeMessage(
        all.map((kind) => notice({ kind })),
        'h',
        now,
      ).notices.map(({ kind }) => kind),
      [...all].reverse(),
    );
    for (const [days, words] of [
      [1.9, 'it expires 2030-03-03 09:36 UTC.'],
      [2, 'it expires 2030-03-03 12:00 UTC, in 2 days.'],
      [0, 'it expired 2030-03-01 12:00 UTC.'],
      [-2, 'it expired 2030-02-27 12:00 UTC, 2 days ago.'],
    ] as const)
      assert.ok(
        composeMessage([notice({ notAfter: new Date(now + days * day) })], 'h', now).lines[0]?.endsWith(words),
        words,
      );
  });

  it('of a sign of life name all that needs a look', () => {
    const table: readonly [certificates: readonly CertificateSummary[], sign: string, lines: readonly string[]][] = [
      [[], 'success', ['0 certificates, all in order']],
      [[certificate()], 'success', ['1 certificate, all in order']],
      [[certificate({ notAfter: undefined })], 'success', ['1 certificate, all in order']],
      [[certificate({ notAfter: new Date(now + 1) }), certificate()], 'success', ['2 certificates, all in order']],
      [
        [certificate({ notAfter: new Date(now) })],
        'fail',
        ['1 certificate, with trouble:', 'a: expired 2030-03-01T12:00:00.000Z'],
      ],
      [
        [certificate({ failure, owedSteps: ['pfx', 'mail'] }), certificate()],
        'fail',
        ['2 certificates, with trouble:', 'a: records: no zone', 'a: still to be done: pfx, mail'],
      ],
    ];
    for (const [certificates, sign, lines] of table)
      assert.deepEqual(passSign({ at: now, certificates }), { sign, lines });
  });
});

describe('an address', () => {
  it('tells by its host what it is', () => {
    const table: readonly (readonly [string, string])[] = [
      ['https://hooks.slack.com/x', 'slack'],
      ['https://discord.com/api/webhooks/1/x', 'discord'],
      ['https://ptb.discordapp.com/api/webhooks/1/x', 'discord'],
      ['https://discord.com/other', 'webhook'],
      ['https://xdiscord.com/api/webhooks/1/x', 'webhook'],
      ['https://api.telegram.org/x', 'telegram'],
      ['https://api.pushover.net/1/messages.json', 'pushover'],
      ['https://hc-ping.com/x', 'healthchecks'],
      ['https://a.b.logic.azure.com/x', 'teams'],
      ['https://x.api.powerplatform.com/', 'teams'],
      ['https://webhook.office.com/x', 'teams'],
      ['https://notlogic.azure.com/x', 'webhook'],
      ['https://ntfy.sh/x', 'ntfy'],
      ['https://a.ntfy.sh/x', 'webhook'],
    ];
    for (const [url, kind] of table) assert.equal(kindOf(new URL(url)), kind, url);
    for (const [prefix, kind] of Object.entries(prefixes)) {
      const usual = prefix === 'json' ? 'webhook' : prefix === 'mattermost' ? 'slack' : prefix;
      assert.equal(kind, usual);
    }
  });

  it('is told what it lacks', () => {
    const key = 'A1'.repeat(15);
    const bot = 'https://t.example/bot1:a-b_c/sendMessage';
    const table: readonly [Parameters<typeof faultOf>[0], string, RegExp | undefined][] = [
      ['smtp', 'smtp://m.example', /recipient/],
      ['smtp', 'smtp://m.example?to=a', undefined],
      ['ntfy', 'https://n.example//', /topic/],
      ['ntfy', 'https://n.example/t', undefined],
      ['gotify', 'https://g.example/', /token/],
      ['gotify', 'https://g.example/?token', undefined],
      ['telegram', 'https://t.example/bot1/sendMessage?chat_id=1', /token of a bot/],
      ['telegram', 'https://t.example/bot%31:x/sendMessage?chat_id=1', undefined],
      ['telegram', 'https://t.example/%E0/sendMessage?chat_id=1', /token of a bot/],
      ['telegram', bot, /names no chat/],
      ['telegram', `${bot}?chat_id=abc`, /names no chat/],
      ['telegram', `${bot}?chat_id=-12`, undefined],
      ['telegram', `${bot}?chat_id=@news`, undefined],
      ['telegram', `${bot}?chat_id=1&message_thread_id=x`, /topic/],
      ['telegram', `${bot}?chat_id=1&message_thread_id=12`, undefined],
      ['matrix', 'https://u:t@m.example/!r:m', /access token/],
      ['matrix', 'https://m.example/!r:m', /access token/],
      ['matrix', 'https://:t@m.example/r', /no room/],
      ['matrix', 'https://:t@m.example/!r:m', undefined],
      ['matrix', 'https://:t@m.example/#r:m', undefined],
      ['teams', 'https://t.example/', /whole URL/],
      ['teams', 'https://t.example/w', undefined],
      ['pushover', `https://p.example/?token=${key}`, /user key/],
      ['pushover', `https://p.example/?user=${key}`, /user key/],
      ['pushover', `https://p.example/?user=${key}x&token=${key}`, /user key/],
      ['pushover', `https://p.example/?user=${key}&token=${key}&priority=3`, /priority/],
      ['pushover', `https://p.example/?user=${key}&token=${key}&priority=-3`, /priority/],
      ['pushover', `https://p.example/?user=${key}&token=${key}&priority=-2`, undefined],
      ['pushover', `https://p.example/?user=${key}&token=${key}`, undefined],
      ['homeassistant', 'https://h.example/api/webhook/', /neither/],
      ['homeassistant', 'https://h.example/api/webhook/x', undefined],
      ['homeassistant', 'https://:t@h.example/', undefined],
      ['healthchecks', 'https://h.example/', /no check/],
      ['healthchecks', 'https://h.example/x', undefined],
      ['uptimekuma', 'https://u.example/api/push/', /push URL/],
      ['uptimekuma', 'https://u.example/api/push/x', undefined],
      ['webhook', 'https://w.example/', undefined],
    ];
    for (const [kind, url, fault] of table) {
      const found = faultOf(kind, new URL(url));
      if (fault === undefined) assert.equal(found, undefined, url);
      else assert.match(found ?? '', fault, url);
    }
  });

  it('is remembered by a digest, and what makes no sense is not remembered', () => {
    const [one, other] = parseTargets('https://a.example/x,slack+https://a.example/x');
    assert.ok(one !== undefined && other !== undefined);
    assert.match(keyOf(one), /^[0-9a-f]{16}$/);
    assert.notEqual(keyOf(one), keyOf(other));
    const told = { problems: {}, sent: [1] };
    const table: readonly [memory: unknown, sent: number][] = [
      [{ k: told }, 1],
      [{ other: told }, 0],
      [{ k: { sent: [1] } }, 0],
      [{ k: { problems: null, sent: [1] } }, 0],
      [{ k: { problems: {}, sent: 1 } }, 0],
      [undefined, 0],
      [null, 0],
      ['k', 0],
    ];
    for (const [memory, sent] of table) assert.equal(toldIn(memory, 'k').sent.length, sent, JSON.stringify(memory));
  });
});

describe('after a pass', () => {
  /** The plugin over services that are only noted; some answer with a status. */
  async function open(urls: string, options: { afterFailures?: number; refuse?: (url: URL) => number } = {}) {
    const sent: string[] = [];
    const said: string[] = [];
    let memory: unknown;
    let writes = 0;
    const dispatcher = answeringDispatcher(({ url, body }) => {
      const { title } = body.startsWith('{') ? JSON.parse(body) : { title: body };
      sent.push(`${url.host}${url.pathname} ${title}`);
      return { status: options.refuse?.(url) ?? 200, headers: {}, body: 'OK' };
    });
    const retry = { attempts: 1, firstPauseMs: 0, longestPauseMs: 0 };
    const at = (level: string) => (fields: object, text: string) =>
      void said.push(`${level} ${text} ${JSON.stringify(fields)}`);
    const log = { debug: () => {}, info: at('info'), warn: at('warn'), error: at('error'), child: () => log } as Logger;
    const plugin = await notify.create({
      options: { urls, afterFailures: options.afterFailures ?? 1, repeatHours: 24 },
      http: createHttpClient({ dispatcher, log: silentLogger, userAgent: 'test', retry }),
      log,
      memory: {
        read: async () => memory,
        write: async (value: unknown) => {
          writes += 1;
          memory = structuredClone(value);
        },
      },
    } as never);
    const signal = new AbortController().signal;
    const pass = (hours: number, ...certificates: CertificateSummary[]) =>
      plugin.onPass?.({ at: now + hours * 3600_000, certificates } as PassSummary, signal);
    return { plugin, pass, sent, said, writes: () => writes, signal };
  }

  const failing = certificate({ failure });

  it('each address hears once of what is wrong, in a day again, and of its end', async () => {
    const { pass, sent, writes } = await open('https://a.example/x');
    await pass(0, certificate());
    assert.equal(writes(), 1);
    await pass(1, certificate());
    assert.deepEqual([sent, writes()], [[], 1]);
    await pass(2, failing);
    await pass(3, failing);
    assert.deepEqual(sent.splice(0), ['a.example/x Certificate a cannot be issued or renewed']);
    await pass(27, failing);
    await pass(28, certificate());
    await pass(29, certificate());
    assert.deepEqual(sent, [
      'a.example/x Certificate a cannot be issued or renewed',
      'a.example/x Certificate a is in order again',
    ]);
  });

  it('what did not arrive is said again, and the others are not kept waiting', async () => {
    let status = 400;
    const { pass, sent, said } = await open('https://a.example/secret-path,https://b.example/y', {
      refuse: (url) => (url.host === 'a.example' ? status : 200),
    });
    await pass(0, failing);
    assert.deepEqual(
      sent
        .splice(0)
        .sort()
        .map((line) => line.split(' ')[0]),
      ['a.example/secret-path', 'b.example/y'],
    );
    const refusal = said.find((line) => line.startsWith('error')) ?? '';
    assert.match(refusal, /a notification could not be sent/);
    assert.doesNotMatch(refusal, /secret-path/);
    assert.match(said.join('\n'), /info notification sent .*b\.example/);
    status = 200;
    await pass(1, failing);
    assert.deepEqual(
      sent.map((line) => line.split(' ')[0]),
      ['a.example/secret-path'],
    );
  });

  it('a failure is told from the first on at least, and no more than twenty times a day', async () => {
    const { pass, sent, said } = await open('https://a.example/x', { afterFailures: 0 });
    for (let count = 0; count < 21; count += 1) {
      const name = `c${count}`;
      await pass(count / 100, certificate({ name, failure: { ...failure, inARow: 1 } }));
    }
    assert.equal(sent.length, 20);
    assert.equal(said.filter((line) => /warn too many notifications today/.test(line)).length, 1);
  });

  it('checks hear of each pass that it begins and how it ends, and nothing else', async () => {
    const { plugin, pass, sent, said } = await open('https://hc-ping.com/u', {
      refuse: (url) => (url.pathname.endsWith('/fail') ? 400 : 200),
    });
    await plugin.onPassStart?.(new AbortController().signal);
    await pass(0, certificate());
    await plugin.onPassFailed?.(new Failure('STORE', 'the disk is full') as never, new AbortController().signal);
    assert.deepEqual(sent, [
      'hc-ping.com/u/start ',
      'hc-ping.com/u 1 certificate, all in order',
      'hc-ping.com/u/fail the pass failed: the disk is full',
    ]);
    assert.equal(said.filter((line) => /could not be sent/.test(line)).length, 1);
  });

  it('nothing is watched where there is no address, and a wrong one is said and left out', async () => {
    const none = await open(' ');
    assert.deepEqual(
      [none.plugin.onPass, none.plugin.onPassStart, none.plugin.onPassFailed],
      [undefined, undefined, undefined],
    );
    assert.deepEqual(none.plugin.check?.(), []);
    const some = await open('hunter2,https://a.example/x');
    await some.pass(0, failing);
    assert.equal(some.sent.length, 1);
    assert.match(some.said.join('\n'), /error entry 1 of NOTIFY_URLS is no URL/);
    assert.equal((await some.plugin.check?.())?.length, 1);
    const targets = (await some.plugin.messageTargets?.()) ?? [];
    assert.deepEqual(
      targets.map(({ to }) => to),
      ['webhook at a.example'],
    );
    await targets[0]?.sendTest(some.signal);
    assert.equal(some.sent[1], 'a.example/x Test message of letsencrypt-dns');
    assert.equal(some.plugin.concerns?.({} as never), false);
  });
});
