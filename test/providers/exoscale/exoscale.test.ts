import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { playing } from '../playing.js';

const base = 'https://api.exoscale.com/dns/v1/domains/example.com';
const headers = { 'x-dns-token': 'key:opaque' };
const zone: Exchange = { request: `GET ${base}`, headers, answer: { domain: { name: 'example.com' } } };

const play = playing('exoscale', { key: 'key', secret: 'opaque' }, zone);

function list(...contents: string[]): Exchange {
  const answer = contents.map((content, index) => ({
    record: { id: index + 1, record_type: 'TXT', name: 'a', content, ttl: 60, prio: null },
  }));
  return { request: `GET ${base}/records?record_type=TXT&name=a`, headers, answer };
}

const one = { type: 'TXT', name: 'a', content: 'one', ttl: 60 };

const seconds = 1_800_000_000;
const base2 = 'https://api-ch-gva-2.exoscale.com/v2/dns-domain';

/** A request of version 2 with its signature, made by hand. */
function signed(method: string, path: string, fields: object | undefined, answer: unknown): Exchange {
  const body = fields === undefined ? '' : JSON.stringify(fields);
  const expires = seconds + 600;
  const text = `${method} /v2/dns-domain${path}\n${body}\n\n\n${expires}`;
  const signature = createHmac('sha256', 'opaque').update(text).digest('base64');
  const authorization = `EXO2-HMAC-SHA256 credential=EXO1,expires=${expires},signature=${signature}`;
  return { request: `${method} ${base2}${path}`, headers: { authorization }, body: fields, answer };
}

const domains = signed('GET', '', undefined, { 'dns-domains': [{ id: 'd1', 'unicode-name': 'example.com' }] });

const play2 = playing('exoscale', { key: 'EXO1', secret: 'opaque' }, domains);

const list2 = (...contents: string[]) => listed('TXT', ...contents);

function listed(type: string, ...contents: string[]): Exchange {
  const items = contents.map((content, index) => ({ id: `r${index + 1}`, type, name: 'a', content, ttl: 60 }));
  return signed('GET', '/d1/record', undefined, { 'dns-domain-records': items });
}

describe('exoscale, version 2', () => {
  beforeEach(() => mock.timers.enable({ apis: ['Date'], now: seconds * 1000 }));
  afterEach(() => mock.timers.reset());

  it('creates what is not there, updates, and removes one of two values', async () => {
    const done = { id: 'o1', state: 'success' };
    await withExchanges(
      play2([
        list2('"two"'),
        signed('POST', '/d1/record', { type: 'TXT', name: 'a', content: 'one', ttl: 60 }, done),
        list2('"one"'),
        listed('MX', '10 mx'),
        signed('PUT', '/d1/record/r1', { name: '', content: 'mail.example.com', ttl: 60, priority: 10 }, done),
        list2('one'),
        list2('one', '"two"'),
        signed('DELETE', '/d1/record/r2', undefined, done),
      ]),
      async (service) => {
        await service.create(one);
        await service.create(one);
        await service.update('r1', { type: 'MX', name: '@', content: '10 mail.example.com', ttl: 60 });
        await assert.rejects(
          service.update('r1', { type: 'A', name: 'a', content: '192.0.2.1' }),
          (error) => isFailure(error, 'UNSUPPORTED') && /r1 is a TXT record/.test(error.message),
        );
        await service.removeAll([{ ...one, content: 'two' }]);
      },
    );
  });

  it('takes no operation for done while it is under way, nor one that fails then', async () => {
    const begun = signed(
      'POST',
      '/d1/record',
      { type: 'TXT', name: 'a', content: 'one', ttl: 60 },
      { id: 'o1', state: 'pending' },
    );
    const state = (answer: object): Exchange => ({
      request: 'GET https://api-ch-gva-2.exoscale.com/v2/operation/o1',
      answer,
    });
    const under = state({ id: 'o1', state: 'pending' });
    await withExchanges(play2([list2(), begun, under, state({ id: 'o1', state: 'success' })]), (service) =>
      service.create(one),
    );
    const nameless = { ...begun, answer: { message: 'fine' } };
    await assert.rejects(
      withExchanges(play2([list2(), nameless]), (service) => service.create(one)),
      (error) => isFailure(error, 'RESPONSE') && !error.retryable,
    );
    const failed = { id: 'o1', state: 'failure', reason: 'incorrect', message: 'Bad content.' };
    await assert.rejects(
      withExchanges(play2([list2(), begun, state(failed)]), (service) => service.create(one)),
      (error) => isFailure(error, 'API') && /Bad content/.test(error.message),
    );
  });

  it('understands operations that have failed, and keys that are refused', async () => {
    const reasons: [said: object, words: RegExp][] = [
      [{ reason: 'incorrect', message: 'Bad content.' }, /Bad content/],
      [{ reason: 'incorrect' }, /incorrect/],
      [{}, /operation/],
    ];
    for (const [said, words] of reasons) {
      const failed = { id: 'o1', state: 'failure', ...said };
      const post = signed('POST', '/d1/record', { type: 'TXT', name: 'a', content: 'one', ttl: 60 }, failed);
      await assert.rejects(
        withExchanges(play2([list2(), post]), (service) => service.create(one)),
        (error) => isFailure(error, 'API') && words.test(error.message),
      );
    }
    const sent = { type: 'TXT', name: 'a', content: 'one', ttl: 60 };
    const late = signed('POST', '/d1/record', sent, { id: 'o1', state: 'timeout' });
    await assert.rejects(
      withExchanges(play2([list2(), late]), (service) => service.create(one)),
      (error) => isFailure(error, 'API'),
    );
    const there = signed('POST', '/d1/record', sent, { id: 'o1', state: 'failure', reason: 'conflict' });
    await withExchanges(play2([list2(), there]), (service) => service.create(one));
    const exchanges = [{ ...domains, status: 403, answer: { message: 'Invalid key' } }];
    await assert.rejects(
      withExchanges({ ...play2([]), exchanges }, (service) => service.findZone()),
      (error) => isFailure(error, 'AUTHENTICATION') && /Invalid key/.test(error.message),
    );
  });
});

describe('exoscale, version 1', () => {
  it('creates what is not there', async () => {
    const record = { record_type: 'TXT', name: 'a', content: 'one', ttl: 60 };
    await withExchanges(
      play([list('two'), { request: `POST ${base}/records`, body: { record }, status: 201, answer: {} }, list('one')]),
      async (service) => {
        await service.create(one);
        await service.create(one);
      },
    );
  });

  it('writes the priority of MX apart, and an empty name at the apex', async () => {
    const record = { record_type: 'MX', name: '', content: 'mail.example.com', ttl: 60, prio: 10 };
    await withExchanges(
      play([
        { request: `GET ${base}/records?record_type=MX&name=`, answer: [] },
        { request: `POST ${base}/records`, body: { record }, answer: {} },
      ]),
      (service) => service.create({ type: 'MX', name: '@', content: '10 mail.example.com', ttl: 60 }),
    );
  });

  it('updates, and removes one of two values', async () => {
    const body = { name: 'a', content: 'new', ttl: 60 };
    await withExchanges(
      play([
        { request: `PUT ${base}/records/1`, body, answer: {} },
        list('new', 'two'),
        { request: `DELETE ${base}/records/2`, answer: {} },
      ]),
      async (service) => {
        await service.update('1', { ...one, content: 'new' });
        await service.removeAll([{ ...one, content: 'two' }]);
      },
    );
  });

  it('tells a zone that is missing from a key that is refused', async () => {
    const findZone = (status: number, message: string) =>
      withExchanges({ ...play([]), exchanges: [{ ...zone, status, answer: { message } }] }, (service) =>
        service.findZone(),
      );
    await assert.rejects(findZone(404, 'Domain not found'), (error) => isFailure(error, 'ZONE_NOT_FOUND'));
    await assert.rejects(
      findZone(401, 'Invalid credentials'),
      (error) => isFailure(error, 'AUTHENTICATION') && /Invalid credentials/.test(error.message),
    );
  });
});
