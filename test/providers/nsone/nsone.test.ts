import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure, recordId } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { playing } from '../playing.js';

const zone = 'https://api.nsone.net/v1/zones/example.com';
const domain = '_acme-challenge.example.com';
const set = `${zone}/${domain}/TXT`;
const missing = { status: 404, answer: { message: 'record not found' } };

const found: Exchange = {
  request: `GET ${zone}`,
  headers: { 'x-nsone-key': 'opaque' },
  answer: { zone: 'example.com', records: [] },
};

function answers(...values: string[]) {
  return values.map((value) => ({ answer: [value], id: `id-${value}`, meta: { up: true } }));
}

function item(...values: string[]) {
  return { domain, zone: 'example.com', type: 'TXT', ttl: 60, link: null, answers: answers(...values) };
}

function challenge(content: string) {
  return { type: 'TXT', name: '_acme-challenge', content, ttl: 60 };
}

const play = playing('nsone', { token: 'opaque' }, found);

describe('nsone', () => {
  it('creates records, with the fields of MX apart', async () => {
    const common = { zone: 'example.com', ttl: 60 };
    const mx = { ...common, type: 'MX', domain: 'example.com', answers: [{ answer: ['10', 'mail.example.com'] }] };
    await withExchanges(
      play([
        { request: `GET ${set}`, ...missing },
        { request: `PUT ${set}`, body: { ...common, type: 'TXT', domain, answers: [{ answer: ['one'] }] }, answer: {} },
        { request: `GET ${zone}/example.com/MX`, ...missing },
        { request: `PUT ${zone}/example.com/MX`, body: mx, answer: {} },
      ]),
      async (service) => {
        await service.create(challenge('one'));
        await service.create({ type: 'MX', name: '@', content: 'mail.example.com', priority: 10, ttl: 60 });
      },
    );
  });

  it('adds a second answer and keeps all of the first, until it is told that it is done', async () => {
    const body = { type: 'TXT', name: domain, ttl: 60, answers: [...answers('one'), { answer: ['two'] }] };
    await withExchanges(
      play([
        { request: `GET ${set}`, answer: item('one') },
        { request: `POST ${set}`, body, status: 502 },
        { request: `POST ${set}`, body, answer: {} },
      ]),
      (service) => service.create(challenge('two')),
    );
  });

  it('removes one of two values and leaves the other', async () => {
    const body = { type: 'TXT', name: domain, ttl: 60, answers: answers('two') };
    await withExchanges(
      play([
        { request: `GET ${set}`, answer: item('one', 'two') },
        { request: `POST ${set}`, body, answer: {} },
      ]),
      (service) => service.removeAll([challenge('one')]),
    );
  });

  it('deletes the record with its last value', async () => {
    await withExchanges(
      play([
        { request: `GET ${set}`, answer: item('one') },
        { request: `DELETE ${set}`, answer: {} },
      ]),
      (service) => service.removeAll([challenge('one')]),
    );
  });

  it('updates by name', async () => {
    const summary = { domain, type: 'TXT', ttl: 60, short_answers: ['one'], link: null };
    const body = { type: 'TXT', name: domain, ttl: 60, answers: [{ answer: ['new'] }] };
    await withExchanges(
      play([
        { request: `GET ${zone}`, answer: { zone: 'example.com', records: [summary] } },
        { request: `GET ${set}`, answer: item('one') },
        { request: `POST ${set}`, body, answer: {} },
      ]),
      (service) => service.update(undefined, challenge('new')),
    );
  });

  it('gives a value another name, and leaves the others of the old one', async () => {
    const moved = `${zone}/b.example.com/TXT`;
    const body = {
      type: 'TXT',
      domain: 'b.example.com',
      zone: 'example.com',
      ttl: 60,
      answers: [{ answer: ['o ne'] }],
    };
    const id = recordId({ type: 'TXT', name: '_acme-challenge', content: 'one' });
    for (const [old, last] of [
      [{ answer: item('one') }, [{ request: `DELETE ${set}`, answer: {} }]],
      [
        { answer: item('one', 'two') },
        [{ request: `POST ${set}`, body: { type: 'TXT', name: domain, ttl: 60, answers: answers('two') }, answer: {} }],
      ],
      [{ answer: item('two') }, []],
      [missing, []],
    ] as const)
      await withExchanges(
        play([
          { request: `GET ${set}`, ...old },
          { request: `GET ${moved}`, ...missing },
          { request: `PUT ${moved}`, body, answer: {} },
          ...last,
        ]),
        (service) => service.update(id, { type: 'TXT', name: 'b', content: 'o ne', ttl: 60 }),
      );
  });

  it('gives a value another type', async () => {
    const other = `${zone}/${domain}/A`;
    const body = { type: 'A', domain, zone: 'example.com', ttl: 60, answers: [{ answer: ['192.0.2.1'] }] };
    await withExchanges(
      play([
        { request: `GET ${set}`, answer: item('one') },
        { request: `GET ${other}`, ...missing },
        { request: `PUT ${other}`, body, answer: {} },
        { request: `DELETE ${set}`, answer: {} },
      ]),
      (service) =>
        service.update(recordId({ type: 'TXT', name: '_acme-challenge', content: 'one' }), {
          ...challenge('192.0.2.1'),
          type: 'A',
        }),
    );
  });

  it('lists all pages of a large zone', async () => {
    const page = (name: string) => ({
      zone: 'example.com',
      records: [{ domain: name, type: 'A', ttl: 60, short_answers: ['x'] }],
    });
    const link = `<${zone}?after=a.example.com&limit=1>; rel="next"`;
    const listed = await withExchanges(
      play([
        { request: `GET ${zone}`, answer: page('a.example.com'), answerHeaders: { link } },
        { request: `GET ${zone}?after=a.example.com&limit=1`, answer: page('b.example.com') },
      ]),
      (service) => service.list({}),
    );
    assert.deepEqual(
      listed.map(({ name }) => name),
      ['a.example.com', 'b.example.com'],
    );
  });

  it('lists each value of each record', async () => {
    const records = [
      { domain, type: 'TXT', ttl: 60, short_answers: ['one', '"two"'] },
      { domain: 'example.com', type: 'MX', ttl: 300, short_answers: ['10 mail.example.com.'] },
      { domain: 'linked.example.com', type: 'A', ttl: 300, link: 'example.com' },
    ];
    const listed = await withExchanges(
      play([{ request: `GET ${zone}`, answer: { zone: 'example.com', records } }]),
      (service) => service.list({}),
    );
    assert.deepEqual(
      listed.map(({ name, content, ttl }) => [name, content, ttl]),
      [
        [domain, 'one', 60],
        [domain, '"two"', 60],
        ['example.com', '10 mail.example.com', 300],
      ],
    );
  });

  it('leaves a linked record alone', async () => {
    const answer = { ...item(), link: 'other.example.com' };
    await assert.rejects(
      withExchanges(play([{ request: `GET ${set}`, answer }]), (service) => service.create(challenge('one'))),
      (error) => isFailure(error, 'UNSUPPORTED') && /other\.example\.com/.test(error.message),
    );
  });

  it('says that a key was refused, in the words of the API', async () => {
    const test = { ...play([]), exchanges: [{ ...found, status: 401, answer: { message: 'Unauthorized key' } }] };
    await assert.rejects(
      withExchanges(test, (service) => service.findZone()),
      (error) => isFailure(error, 'AUTHENTICATION') && /Unauthorized key/.test(error.message),
    );
  });
});
