import { describe, it } from 'node:test';
import { bearer, restFake } from '../../../core/testing/index.js';
import { type OwnCase, runCase } from '../../../core/testing/own-case.js';

const dns = '/address/foobar/dns';
const list = `GET ${dns}`;
const text = { type: 'TXT', name: '_acme-challenge', data: 'one', ttl: 300 };
const answer = (response: object, status = 200) =>
  [status, { request: { status_code: status, success: status === 200 }, response }] as const;
const refusal = (status: number, message: string) => answer({ message }, status);

/** The address `foobar` has what is in the first zone of the fake. */
const createFake = restFake({
  base: 'https://api.omg.lol',
  credentials: bearer('opaque-key'),
  refused: refusal(401, 'You need to authenticate with an API key.'),
  missing: refusal(404, 'There is no such thing.'),
  records: {
    at: dns,
    changeBy: 'PATCH',
    form: { fields: { content: 'data' }, priority: { MX: 'priority' } },
    show: (item) => ({
      ...{ priority: null, ...item, ttl: String(item.ttl) },
      name: item.name === '@' ? 'foobar' : `${item.name}.foobar`,
    }),
    wrap: ({ items }) => answer({ message: 'Here they are.', dns: items })[1],
    done: (data) => answer(data === undefined ? { message: 'OK' } : { message: 'OK', response_received: { data } }),
    gone: refusal(404, 'There is no such record.'),
  },
});
const subject = { provider: 'omglol', options: { apiKey: 'opaque-key' }, createFake };

const cases: Readonly<Record<string, OwnCase>> = {
  'creates by the name within the address, and removes the one of two by its id': {
    given: ['_acme-challenge TXT other'],
    creates: '_acme-challenge 300 TXT one',
    removes: '_acme-challenge TXT one',
    sends: [list, list, [`POST ${dns}`, text], list, `DELETE ${dns}/2`],
    leaves: ['_acme-challenge TXT other'],
  },
  'adds to what others have, and not what is there already': {
    given: ['_acme-challenge TXT one', '_acme-challenge TXT other'],
    creates: '_acme-challenge 300 TXT one',
    sends: [list, list],
  },
  'lists records by full names, those of the address itself and wildcards too': {
    given: ['@ TXT "one"', '* MX 10 mail.example.org', 'a.b TXT two'],
    lists: {},
    gives: [
      '1 foobar.omg.lol 60 TXT one',
      '2 *.foobar.omg.lol 60 MX 10 mail.example.org',
      '3 a.b.foobar.omg.lol 60 TXT two',
    ],
  },
  'changes in place, with a priority in a field of its own': {
    given: ['@ MX 20 mail.example.org'],
    updates: ['1', '@ 600 MX 10 mail.example.org'],
    sends: [list, [`PATCH ${dns}/1`, { type: 'MX', name: '@', data: 'mail.example.org', priority: 10, ttl: 600 }]],
    leaves: ['@ MX 10 mail.example.org'],
  },
  'takes a record that is gone for removed': {
    given: ['a TXT one'],
    removes: 'a TXT one',
    answers: { DELETE: refusal(404, 'There is no such record.') },
  },
  'asks for no other names': { zone: 'example.com', sends: [], fails: 'ZONE_NOT_FOUND' },
  'asks for no names below an address': { zone: 'a.foobar.omg.lol', sends: [], fails: 'ZONE_NOT_FOUND' },
  'knows an address that is not there': {
    zone: 'nobody.omg.lol',
    sends: ['GET /address/nobody/dns'],
    fails: 'ZONE_NOT_FOUND',
  },
  'says that the key was refused, without it': {
    options: { apiKey: 'opaque-other' },
    fails: (error) => /need to authenticate/.test(String(error)) && !String(error).includes('opaque-other'),
  },
  'knows a refusal with status 200': {
    creates: 'a 60 TXT one',
    answers: {
      POST: [200, { request: { status_code: 400, success: false }, response: { message: 'No CNAME here.' } }],
    },
    fails: ['API', /No CNAME here/],
  },
  'takes no answer without a list for an empty list': {
    answers: { [list]: answer({ message: 'Well.' }) },
    fails: 'RESPONSE',
  },
  'knows that there were too many requests': {
    answers: { [list]: refusal(429, 'Slow down.') },
    fails: ['RATE_LIMITED', /Slow down/],
  },
};

describe('omglol', () => {
  for (const [title, own] of Object.entries(cases))
    it(title, () => runCase(subject, { zone: 'foobar.omg.lol', ...own }));
});
