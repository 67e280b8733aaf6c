import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Failure } from '../../core/sdk/index.js';
import { basic, restFake } from '../../core/testing/index.js';
import { isExpected, type OwnCase, runCase } from '../../core/testing/own-case.js';
import { recordLine } from '../../core/testing/record-line.js';

const records = '/zones/71/records';
const found = ['GET /zones', `GET ${records}`] as const;
const body = { type: 'TXT', name: 'a.example.com.', content: 'one', ttl: 300 };
const subject = {
  provider: 'luadns',
  options: { username: 'me', token: 'opaque-token' },
  createFake: restFake({
    base: 'https://api.luadns.com/v1',
    credentials: basic('me', 'opaque-token'),
    zones: { list: 'GET /zones', item: ({ id, name }) => ({ id: Number(id), name }) },
    records: { at: '/zones/{zone}/records', form: { names: 'fqdn', dots: true }, numericIds: true },
  }),
};
const create = { creates: 'a 300 TXT one', sends: [...found, [`POST ${records}`, body]] } as const;

const good: Readonly<Record<string, OwnCase>> = {
  'what is sent': create,
  'nothing asked for but the zone': { sends: ['GET /zones'], gives: 'example.com' },
  'what is left': { given: ['a TXT one', 'b TXT two'], removes: 'a TXT one', leaves: ['b TXT two'] },
  'several things in their order': {
    creates: 'a 300 TXT one',
    updates: [undefined, 'a 300 TXT two'],
    removes: 'a TXT two',
    lists: {},
    gives: [],
    leaves: [],
    sends: [
      ...create.sends,
      ...[found[1], [`PUT ${records}/1`, { ...body, content: 'two' }] as const],
      ...[found[1], `DELETE ${records}/1`, found[1]],
    ],
  },
  'what is listed': {
    given: ['a 60 MX 10 mail.example.org'],
    lists: {},
    gives: ['1 a.example.com 60 MX 10 mail.example.org'],
  },
  'a failure': { answers: { 'GET /zones': [403, { message: 'no' }] }, fails: ['AUTHENTICATION', /no/] },
  'an answer given once': { answers: { 'GET /zones': [[503]] }, gives: 'example.com' },
  'an exchange below the base': {
    asks: [{ request: 'GET /zones', answer: [{ id: 1, name: 'example.com' }] }],
    gives: 'example.com',
  },
};

const bad: Readonly<Record<string, readonly [OwnCase, RegExp]>> = {
  'another body': [
    { ...create, sends: [...found, [`POST ${records}`, { ...body, ttl: 60 }]] },
    /ttl: recorded 60, sent 300/,
  ],
  'a body where none is told': [{ ...create, sends: [...found, `POST ${records}`] }, /body: recorded nothing/],
  'another address': [{ sends: ['GET /domains'] }, /recorded "GET \/domains", sent "GET \/zones"/],
  'a request too many': [{ ...create, sends: [...found] }, /sent:\nGET \/zones/],
  'a request too few': [{ sends: [...found] }, /sent:\nGET \/zones/],
  'an answer that nobody asked for': [{ answers: { 'PUT /': [[200]] } }, /were not asked for/],
  'a failure that does not come': [{ fails: 'API' }, /Missing expected rejection/],
  'a failure of another code': [{ answers: { GET: [403] }, fails: 'API' }, /AUTHENTICATION/],
  'a failure in other words': [{ answers: { GET: [403, { message: 'no' }] }, fails: ['AUTHENTICATION', /yes/] }, /yes/],
  'other results': [{ gives: 'example.org' }, /example\.org/],
  'records that are left': [{ given: ['a TXT one'], leaves: [] }, /a TXT one/],
};

describe('the cases of a provider of its own', () => {
  for (const [title, own] of Object.entries(good)) it(`hold: ${title}`, () => runCase(subject, own));

  for (const [title, [own, words]] of Object.entries(bad)) {
    it(`fail: ${title}`, () => assert.rejects(runCase(subject, own), words));
  }

  it('say why the work failed beside what was sent', async () => {
    const own = { answers: { POST: [400, { message: 'too long' }] }, creates: 'a 300 TXT one', sends: found } as const;
    await assert.rejects(runCase(subject, own), /and it failed: .*too long/);
  });

  it('look for words also in the code of the service', () => {
    const failure = new Failure('API', 'refused', { serviceCode: 'E17' });
    assert.ok(isExpected(failure, ['API', /E17$/]));
    assert.throws(() => isExpected(new Error('other'), 'API'));
  });
});

describe('a record as a line', () => {
  const lines: Readonly<Record<string, object>> = {
    'a 60 TXT one two': { type: 'TXT', name: 'a', content: 'one two', ttl: 60 },
    '@ MX 10 mail.example.org': { type: 'MX', name: '@', content: '10 mail.example.org' },
    'a.b TXT 60 A x': { type: 'TXT', name: 'a.b', content: '60 A x' },
  };
  for (const [line, record] of Object.entries(lines)) it(line, () => assert.deepEqual(recordLine(line), record));

  for (const line of ['', 'a', 'a TXT', 'a txt one', 'a 60 one'])
    it(`is not: ${line}`, () => assert.throws(() => recordLine(line), /no record/));
});
