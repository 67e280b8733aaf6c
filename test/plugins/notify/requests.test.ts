import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Sign } from '../../../plugins/notify/channels/pings.js';
import type { Message } from '../../../plugins/notify/message.js';
import { ping, send } from '../../../plugins/notify/send.js';
import { bad, bot, card, delivery, keeping, key, matrixEvent, targetOf, text, user, webhook } from './keeping.js';

const good: Message = { ...bad, bad: false };
const { signal } = new AbortController();
/** Address → what is asked for a problem, and what is different when all is well. */
const requests: readonly [address: string, problem: unknown[], well?: object][] = [
  [
    'webhook+https://w.example/x',
    ['POST', 'https://w.example/x', { ...delivery, body: webhook('problem') }],
    { body: webhook('recovered') },
  ],
  [
    'slack+https://s.example/x',
    [
      'POST',
      'https://s.example/x',
      { ...delivery, responseFormat: 'text', body: { text: '*T <é>*\none &amp; &lt;two&gt;\n"three"' } },
    ],
  ],
  [
    'discord+https://d.example/x',
    [
      'POST',
      'https://d.example/x',
      { ...delivery, body: { content: `**T <é>**\n${text}`, allowed_mentions: { parse: [] } } },
    ],
  ],
  [
    'ntfy+https://n.example/sub/to%20pic/',
    [
      'POST',
      'https://n.example/sub/',
      { ...delivery, body: { topic: 'to pic', title: 'T <é>', message: text, priority: 4, tags: ['warning'] } },
    ],
    { body: { topic: 'to pic', title: 'T <é>', message: text, priority: 3, tags: ['white_check_mark'] } },
  ],
  [
    'ntfy+https://:tk@n.example/t',
    [
      'POST',
      'https://n.example/',
      {
        ...delivery,
        bearer: 'tk',
        body: { topic: 't', title: 'T <é>', message: text, priority: 4, tags: ['warning'] },
      },
    ],
  ],
  [
    'ntfy+https://me:tk@n.example/t',
    [
      'POST',
      'https://n.example/',
      {
        ...delivery,
        basic: { username: 'me', password: 'tk' },
        body: { topic: 't', title: 'T <é>', message: text, priority: 4, tags: ['warning'] },
      },
    ],
  ],
  [
    'gotify+https://g.example/sub/?token=a',
    [
      'POST',
      'https://g.example/sub/message',
      { ...delivery, headers: { 'x-gotify-key': 'a' }, body: { title: 'T <é>', message: text, priority: 8 } },
    ],
    { body: { title: 'T <é>', message: text, priority: 4 } },
  ],
  [
    `${bot}?chat_id=-7&message_thread_id=3`,
    [
      'POST',
      bot,
      {
        ...delivery,
        body: {
          chat_id: '-7',
          message_thread_id: 3,
          text: `T <é>\n${text}`,
          entities: [{ type: 'bold', offset: 0, length: 5 }],
          link_preview_options: { is_disabled: true },
        },
      },
    ],
  ],
  [
    'teams+https://t.example/x',
    [
      'POST',
      'https://t.example/x',
      {
        ...delivery,
        body: {
          type: 'message',
          summary: 'T <é>',
          attachments: [
            { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content: card('attention') },
          ],
        },
      },
    ],
    {
      body: {
        type: 'message',
        summary: 'T <é>',
        attachments: [
          { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content: card('good') },
        ],
      },
    },
  ],
  [
    `pover://${user}@${key}/phone?priority=emergency`,
    [
      'POST',
      'https://api.pushover.net/1/messages.json',
      {
        ...delivery,
        bodyFormat: 'form',
        body: {
          token: key,
          user,
          title: 'T <é>',
          message: text,
          priority: '2',
          retry: '60',
          expire: '3600',
          device: 'phone',
        },
      },
    ],
    { body: { token: key, user, title: 'T <é>', message: text, priority: '-1', device: 'phone' } },
  ],
  [
    `pover://${user}@${key}`,
    [
      'POST',
      'https://api.pushover.net/1/messages.json',
      { ...delivery, bodyFormat: 'form', body: { token: key, user, title: 'T <é>', message: text, priority: '0' } },
    ],
  ],
  [
    'homeassistant+https://a.example/api/webhook/x',
    ['POST', 'https://a.example/api/webhook/x', { ...delivery, body: { ...webhook('problem'), message: text } }],
  ],
  [
    'homeassistant+https://:to%2Fk@a.example/sub//',
    [
      'POST',
      'https://a.example/sub/api/services/persistent_notification/create',
      { ...delivery, bearer: 'to/k', body: { title: 'T <é>', message: text, notification_id: 'letsencrypt_dns' } },
    ],
  ],
  [
    'healthchecks+https://c.example/ping/x/',
    [
      'POST',
      'https://c.example/ping/x/log',
      { ...delivery, bodyFormat: 'text', responseFormat: 'text', body: `T <é>\n${text}` },
    ],
  ],
];

describe('what services are asked for', () => {
  it('is a request of the form that each of them documents', async () => {
    for (const [address, problem, well] of requests) {
      const { http, asked } = keeping();
      await send(http, targetOf(address), bad, signal);
      assert.deepEqual(asked.splice(0), [problem], address);
      if (well === undefined) continue;
      await send(http, targetOf(address), good, signal);
      const [method, url, { body: _, ...options }] = problem as [string, string, { body: object }];
      assert.deepEqual(asked, [[method, url, { ...options, ...well }]], address);
    }
  });

  it('at Matrix is the id of the room, and then an event of a number that stays', async () => {
    for (const room of ['!a:m.example', '%23b:m.example', '#b:m.example']) {
      const { http, asked } = keeping(() => ({ room_id: '!c:m.example' }));
      await send(http, targetOf(`matrix+https://:tk@m.example/${room}`), bad, signal);
      await send(http, targetOf(`matrix+https://:tk@m.example/${room}`), good, signal);
      const isAlias = !room.startsWith('!');
      const base = ['extend', '', { baseUrl: 'https://m.example', ...delivery, bearer: 'tk' }];
      const find = ['GET', '/_matrix/client/v3/directory/room/%23b:m.example', {}];
      const url = `/_matrix/client/v3/rooms/${isAlias ? '!c:m.example' : '!a:m.example'}/send/m.room.message/ID`;
      const expected = ['m.text', 'm.notice'].flatMap((type) => [
        base,
        ...(isAlias ? [find] : []),
        ['PUT', url, { body: matrixEvent(type) }],
      ]);
      assert.deepEqual(asked, expected, room);
    }
    for (const answer of [{}, { room_id: '' }, { room_id: 7 }, null, 'x'])
      await assert.rejects(
        send(keeping(() => answer).http, targetOf('matrix+https://:tk@m.example/%23b:m.example'), bad, signal),
        /"room_id" is missing/,
      );
  });

  it('as a sign of life is what the service tells from others', async () => {
    const usual = { ...delivery, bodyFormat: 'text', responseFormat: 'text', body: 'one' };
    const checks = 'healthchecks+https://c.example/ping/x?create=1';
    const kuma = 'uptimekuma+https://u.example/api/push/x?old=1';
    const up = { ...delivery, responseFormat: 'text' };
    const table: readonly [address: string, sign: Sign, lines: string[], asked: unknown[]][] = [
      [checks, 'success', ['one'], ['POST', 'https://c.example/ping/x?create=1', usual]],
      [
        checks,
        'fail',
        ['one', 'two'],
        ['POST', 'https://c.example/ping/x/fail?create=1', { ...usual, body: 'one\ntwo' }],
      ],
      [
        checks,
        'start',
        [],
        [
          'POST',
          'https://c.example/ping/x/start?create=1',
          { ...usual, body: '', timeoutMs: 5_000, repeatable: false },
        ],
      ],
      [kuma, 'success', [], ['GET', 'https://u.example/api/push/x', { ...up, query: { status: 'up', msg: 'OK' } }]],
      [
        kuma,
        'fail',
        ['w'.repeat(300), 'two'],
        ['GET', 'https://u.example/api/push/x', { ...up, query: { status: 'down', msg: 'w'.repeat(200) } }],
      ],
    ];
    for (const [address, sign, lines, expected] of table) {
      const { http, asked } = keeping();
      await ping(http, targetOf(address), sign, lines);
      assert.deepEqual(asked, [expected], `${address} ${sign}`);
    }
    const { http, asked } = keeping();
    await ping(http, targetOf(kuma), 'start', ['one']);
    assert.deepEqual(asked, []);
  });

  it('and not taken is told to who sends', async () => {
    const refusing = () => {
      throw new Error('not taken');
    };
    const more = ['matrix+https://:tk@m.example/!a:m.example', 'uptimekuma+https://u.example/api/push/x'];
    for (const address of [...requests.map(([first]) => first), ...more])
      await assert.rejects(send(keeping(refusing).http, targetOf(address), bad, signal), /^Error: not taken$/, address);
  });
});
