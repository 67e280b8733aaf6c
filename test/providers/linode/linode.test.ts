import assert from 'node:assert/strict';
import { it } from 'node:test';
import { builtInRegistry } from '../../../core/manifest/built-in.js';
import { describeProvider } from '../../../core/testing/index.js';
import { createFakeLinode, refusal } from './fake.js';

const records = '/domains/71/records';
const found = ['GET /domains', `GET ${records}`] as const;
const item = (name: string, target: string, ttl_sec: number) => ({ type: 'TXT', name, target, ttl_sec });

describeProvider('linode', {
  options: { token: 'opaque-token' },
  fake: createFakeLinode,
  refusals: [[401, refusal('Invalid Token'), ['AUTHENTICATION', /Invalid Token/]]],
  cases: {
    'creates records': {
      creates: '@ 60 TXT one',
      sends: [...found, [`POST ${records}`, item('', 'one', 120)]],
    },
    'leaves the TTL to the domain where none was asked for': {
      creates: '@ MX 10 mail.example.com',
      sends: [...found, [`POST ${records}`, { ...item('', 'mail.example.com', 0), type: 'MX', priority: 10 }]],
    },
    'makes no second record of the same content': { given: ['a TXT one'], creates: 'a 300 TXT one', sends: found },
    'reads all pages': {
      answers: {
        [`GET ${records}?page=2`]: [[200, { data: [{ id: 2, ...item('', 'two', 300) }], page: 2, pages: 2 }]],
        [`GET ${records}`]: [[200, { data: [{ id: 1, ...item('a', 'one', 0) }], page: 1, pages: 2 }]],
      },
      lists: { type: 'TXT' },
      sends: [...found, `GET ${records}?page=2`],
      gives: ['1 a.example.com - TXT one', '2 example.com 300 TXT two'],
    },
    'updates by name': {
      given: ['a TXT one'],
      updates: [undefined, 'a 300 TXT new'],
      sends: [...found, [`PUT ${records}/1`, item('a', 'new', 300)]],
    },
    'removes one of two values and leaves the other': {
      given: ['a TXT one', 'a TXT two'],
      removes: 'a TXT one',
      sends: [...found, `DELETE ${records}/1`],
    },
  },
});

it('linode is called linode4 as well', () => {
  const registry = builtInRegistry();
  assert.equal(registry.findProvider('linode4'), registry.findProvider('linode'));
});
