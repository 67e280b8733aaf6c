import { describeProvider } from '../../../core/testing/index.js';
import { createFakeLinode, refusal } from './fake.js';

const records = '/domains/71/records';
const found = ['GET /domains', `GET ${records}`] as const;
const item = (name: string, target: string, ttl_sec: number) => ({ type: 'TXT', name, target, ttl_sec });

describeProvider('linode', {
  exceptions: { 'asks the service for what it wants alone': 'The first page comes without a size.' },
  options: { token: 'opaque-token' },
  fake: createFakeLinode,
  refusals: [[401, refusal('Invalid Token'), ['AUTHENTICATION', /Invalid Token/]]],
  cases: {
    'creates, changes and removes text': {
      creates: '@ 60 TXT one',
      updates: [undefined, '@ 300 TXT new'],
      removes: '@ TXT new',
      sends: [
        ...[...found, [`POST ${records}`, item('', 'one', 120)] as const],
        ...[found[1], [`PUT ${records}/1`, item('', 'new', 300)] as const],
        ...[found[1], `DELETE ${records}/1`],
      ],
    },
    'leaves the TTL to the domain where none was asked for': {
      creates: '@ MX 10 mail.example.com',
      sends: [...found, [`POST ${records}`, { ...item('', 'mail.example.com', 0), type: 'MX', priority: 10 }]],
    },
    'reads the TTL of the domain as none': {
      given: ['a 0 TXT one', '@ 300 TXT two'],
      lists: { type: 'TXT' },
      gives: ['1 a.example.com - TXT one', '2 example.com 300 TXT two'],
    },
  },
});
