import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { secretsOf, withoutAddress } from '../../../plugins/notify/secrets.js';
import type { ChannelKind, Target } from '../../../plugins/notify/target.js';

const target = (kind: ChannelKind, url: string): Target => ({ kind, url: new URL(url), shown: `${kind} SHOWN` });

describe('what is secret in the address of a channel', () => {
  const table: readonly [kind: ChannelKind, url: string, secrets: readonly string[]][] = [
    ['webhook', 'https://h.example/short', []],
    ['webhook', 'https://h.example/longenough', ['longenough', 'longenough']],
    ['webhook', 'https://u:pass%2Fword@h.example/', ['pass/word']],
    ['webhook', 'https://u:bad%zzescape@h.example/', ['bad%zzescape']],
    ['webhook', 'https://h.example/?key=abcdefgh', ['key=abcdefgh', 'abcdefgh']],
    ['webhook', 'https://h.example/webhooks', []],
    [
      'slack',
      'https://s.example/services/T0/B0000000/token-of-it',
      ['services/T0/B0000000/token-of-it', 'B0000000', 'token-of-it'],
    ],
    [
      'telegram',
      'https://t.example/bot12:ABCDEF/sendMessage?chat_id=12345678',
      ['bot12:ABCDEF/sendMessage', 'chat_id=12345678', 'bot12:ABCDEF', '12:ABCDEF'],
    ],
    [
      'teams',
      'https://x.example/workflows?api-version=2016-06-01&sig=signature',
      ['api-version=2016-06-01&sig=signature', 'signature'],
    ],
    ['smtp', 'smtp://u:password@m.example/path-of-it?to=somebody', ['password']],
    ['matrix', 'https://:syt_token@m.example/room-of-it', ['syt_token']],
  ];
  for (const [kind, url, secrets] of table)
    it(`${kind}: ${url}`, () => {
      assert.deepEqual(secretsOf(target(kind, url)).sort(), [...secrets].sort());
    });

  it('is not shown in any text, nor are its shorter parts', () => {
    const url = 'https://h.example/abcd/efghijkl?k=mnop&to=everybody';
    const cases: readonly [text: string, shown: string][] = [
      [`to ${url} twice ${url}`, 'to webhook SHOWN twice webhook SHOWN'],
      ['abcd and efghijkl and mnop and everybody', '… and … and … and everybody'],
      ['at abcd/efghijkl it was', 'at … it was'],
      ['abc', 'abc'],
    ];
    for (const [text, shown] of cases) assert.equal(withoutAddress(text, target('webhook', url)), shown);
  });
});
