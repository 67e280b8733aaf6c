import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';

const base = 'https://api.us.ovhcloud.com/1.0';
const options = {
  entrypoint: 'ovh-us',
  applicationKey: 'ak',
  applicationSecret: 'as',
  consumerKey: 'ck',
};
const zone = `${base}/domain/zone/example.com`;

/** An hour ahead of the clock here. */
const serverTime = Math.floor(Date.now() / 1000) + 3600;

const login: readonly Exchange[] = [
  { request: `GET ${base}/auth/time`, answer: serverTime },
  {
    request: `GET ${base}/domain/zone/`,
    headers: { 'x-ovh-application': 'ak', 'x-ovh-consumer': 'ck', 'x-ovh-signature': /^\$1\$[0-9a-f]{40}$/ },
    answer: ['example.com', 'example.org'],
  },
  { request: `GET ${zone}/status`, answer: { isDeployed: true } },
];
const refresh: Exchange = { request: `POST ${zone}/refresh`, answer: 'null' };

function play(...exchanges: readonly Exchange[]) {
  return { provider: 'ovh', options, exchanges: [...login, ...exchanges] };
}

function item(id: number, target: string) {
  return { id, fieldType: 'TXT', subDomain: '_acme-challenge', target, ttl: 60 };
}

describe('ovh', () => {
  it('looks first, creates the record and refreshes the zone', async () => {
    const body = { fieldType: 'TXT', subDomain: '_acme-challenge', target: 'token', ttl: 60 };
    await withExchanges(
      play(
        { request: `GET ${zone}/record?fieldType=TXT&subDomain=_acme-challenge`, answer: [7] },
        { request: `GET ${zone}/record/7`, answer: item(7, '"other"') },
        { request: `POST ${zone}/record`, body, answer: { id: 8 } },
        refresh,
      ),
      (service) => service.create({ type: 'TXT', name: '_acme-challenge', content: 'token', ttl: 10 }),
    );
  });

  it('makes no second record of the same value', async () => {
    await withExchanges(
      play(
        { request: `GET ${zone}/record?fieldType=TXT&subDomain=_acme-challenge`, answer: [7] },
        { request: `GET ${zone}/record/7`, answer: item(7, '"token"') },
      ),
      (service) => service.create({ type: 'TXT', name: '_acme-challenge', content: 'token', ttl: 60 }),
    );
  });

  it('removes one of two values, and a record that is gone without a complaint', async () => {
    await withExchanges(
      play(
        { request: `GET ${zone}/record?fieldType=TXT&subDomain=_acme-challenge`, answer: [7, 8] },
        { request: `GET ${zone}/record/7`, answer: item(7, '"one"') },
        { request: `GET ${zone}/record/8`, answer: item(8, '"two"') },
        { request: `DELETE ${zone}/record/8`, status: 404, answer: { message: 'This service does not exist' } },
        // It may be gone by a removal whose answer was lost.
        { request: `POST ${zone}/refresh` },
      ),
      (service) => service.remove(undefined, { type: 'TXT', name: '_acme-challenge', content: 'two' }),
    );
  });

  it('removes several records with one refresh, also where one is gone', async () => {
    await withExchanges(
      play(
        { request: `GET ${zone}/record?fieldType=TXT&subDomain=_acme-challenge`, answer: [7, 8] },
        { request: `GET ${zone}/record/7`, answer: item(7, '"one"') },
        { request: `GET ${zone}/record/8`, answer: item(8, '"two"') },
        { request: `DELETE ${zone}/record/7`, status: 404, answer: { message: 'This service does not exist' } },
        { request: `DELETE ${zone}/record/8`, answer: 'null' },
        refresh,
      ),
      (service) => service.remove(undefined, { type: 'TXT', name: '_acme-challenge' }),
    );
  });

  it('creates several records with one refresh', async () => {
    const look = { request: `GET ${zone}/record?fieldType=TXT&subDomain=_acme-challenge`, answer: [] };
    const post = (target: string): Exchange => ({
      request: `POST ${zone}/record`,
      body: { fieldType: 'TXT', subDomain: '_acme-challenge', target, ttl: 60 },
      answer: target === 'one' ? {} : 'null',
    });
    await withExchanges(play(look, post('one'), post('two'), refresh), (service) =>
      service.createAll(['one', 'two'].map((content) => ({ type: 'TXT', name: '_acme-challenge', content, ttl: 60 }))),
    );
  });

  it('quotes what would be read as quoting, or would lose its ends', async () => {
    const list = { request: `GET ${zone}/record?fieldType=TXT&subDomain=a`, answer: [] };
    for (const [content, target] of [
      ['say "hi"', String.raw`"say \"hi\""`],
      ['a;b', '"a;b"'],
      [' a', '" a"'],
      ['a ', '"a "'],
      ['a b', 'a b'],
    ] as const) {
      const post = { request: `POST ${zone}/record`, body: { fieldType: 'TXT', subDomain: 'a', target, ttl: 60 } };
      await withExchanges(play(list, { ...post, answer: { id: 8 } }, refresh), (service) =>
        service.create({ type: 'TXT', name: 'a', content, ttl: 60 }),
      );
    }
  });

  it('asks for its clock again where a signature came too late', async () => {
    const [time, zones, status] = login;
    assert.ok(time && zones && status);
    const answer = { message: 'Query out of time', errorCode: 'QUERY_TIME_OUT' };
    const exchanges = [time, { ...zones, status: 400, answer }, time, zones, status];
    await withExchanges({ provider: 'ovh', options, exchanges }, (service) => service.findZone());
  });

  it('asks no more of a zone that is not in its list', async () => {
    const [time, zones] = login;
    assert.ok(time && zones);
    const exchanges = [time, { ...zones, answer: ['example.org'] }];
    await assert.rejects(
      withExchanges({ provider: 'ovh', options, exchanges }, (service) => service.findZone()),
      (error) => isFailure(error, 'ZONE_NOT_FOUND'),
    );
  });

  it('signs by the clock of the API', async () => {
    let timestamp = '';
    const [time, zones, status] = login;
    assert.ok(time && zones && status);
    const signatureOf = (parts: readonly string[]) => `$1$${createHash('sha1').update(parts.join('+')).digest('hex')}`;
    const headers = {
      'x-ovh-timestamp': (value: string) => {
        timestamp = value;
        return Math.abs(Number(value) - serverTime) < 60;
      },
      'x-ovh-signature': (value: string) =>
        value === signatureOf(['as', 'ck', 'GET', `${base}/domain/zone/`, '', timestamp]),
    };
    const near = { ...zones, headers };
    await withExchanges({ provider: 'ovh', options, exchanges: [time, near, status] }, (service) => service.findZone());
  });

  it('takes a zone that is not served yet', async () => {
    const [time, zones] = login;
    assert.ok(time && zones);
    const status = { request: `GET ${zone}/status`, answer: { isDeployed: false } };
    const exchanges = [time, zones, status];
    const found = await withExchanges({ provider: 'ovh', options, exchanges }, (service) => service.findZone());
    assert.equal(found.name, 'example.com');
  });

  it('says that a key was refused, also with another status', async () => {
    const [time, zones] = login;
    assert.ok(time && zones);
    for (const errorCode of ['INVALID_CREDENTIAL', 'INVALID_KEY', 'INVALID_SIGNATURE'])
      for (const status of [400, 403]) {
        const refused = { ...zones, status, answer: { message: 'This is not valid', errorCode } };
        await assert.rejects(
          withExchanges({ provider: 'ovh', options, exchanges: [time, refused] }, (service) => service.findZone()),
          (error) => isFailure(error, 'AUTHENTICATION') && error.serviceCode === errorCode && error.hint !== undefined,
        );
      }
  });
});
