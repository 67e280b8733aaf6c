import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/index.js';

const record = { type: 'TXT', name: '_acme-challenge', content: 'one', ttl: 60 };
const fqdn = '_acme-challenge.example.com';
const basic = (text: string) => ({ authorization: `Basic ${btoa(text)}` });
const tele3 = (ope: string) => ({ key: 'me', secret: 'opaque-secret', ope, domain: fqdn, value: 'one' });
const king = { 'x-auth-email': 'me@example.org', 'x-auth-key': 'opaque-password' };
const form = { body: `name=${fqdn}&content=one`, headers: king };

interface Member {
  readonly options: Readonly<Record<string, string>>;
  readonly add: Exchange;
  readonly remove: Exchange;
  /** What says that it is done, and what says that it is not. */
  readonly done: unknown;
  readonly refused: unknown;
}

const members: Readonly<Record<string, Member>> = {
  tele3: {
    options: { key: 'me', secret: 'opaque-secret' },
    add: { request: 'POST https://www.tele3.cz/acme/', body: tele3('add') },
    remove: { request: 'POST https://www.tele3.cz/acme/', body: tele3('rm') },
    done: 'success',
    refused: 'bad key',
  },
  mgwmedia: {
    options: { customer: 'me', apiHash: 'opaque-hash' },
    add: { request: `GET https://api.mgw-media.de/record/add/${fqdn}/txt/one`, headers: basic('me:opaque-hash') },
    remove: { request: `GET https://api.mgw-media.de/record/rm/${fqdn}/txt/one`, headers: basic('me:opaque-hash') },
    done: 'OK',
    refused: 'bad key',
  },
  kinghost: {
    options: { username: 'me@example.org', password: 'opaque-password' },
    add: { request: 'POST https://api.kinghost.net/acme/dns.json', ...form },
    remove: { request: 'DELETE https://api.kinghost.net/acme/dns.json', ...form },
    done: { status: 'ok' },
    refused: { status: 'error', message: 'bad key' },
  },
};

for (const [provider, { options, add, remove, done, refused }] of Object.entries(members)) {
  describe(provider, () => {
    it('adds and removes a value by its full name', async () => {
      const exchanges = [
        { ...add, answer: done },
        { ...remove, answer: done },
      ];
      await withExchanges({ provider, options, exchanges }, async (service) => {
        await service.create(record);
        await service.removeAll([record]);
      });
    });

    it('takes nothing else for an answer that it is done', async () => {
      for (const [answer, words] of [
        [refused, /bad key/],
        ['<html>We will be back soon</html>', /./],
        ['', /./],
      ] as const) {
        const work = withExchanges({ provider, options, exchanges: [{ ...add, answer }] }, (service) =>
          service.create(record),
        );
        await assert.rejects(work, (error) => isFailure(error, 'API') && words.test(error.message), String(answer));
      }
    });

    it('says that the credentials were refused, and that it cannot list', async () => {
      const exchanges = [{ ...add, status: 401, answer: 'no' }];
      await assert.rejects(
        withExchanges({ provider, options, exchanges }, (service) => service.create(record)),
        (error) => isFailure(error, 'AUTHENTICATION'),
      );
      await assert.rejects(
        withExchanges({ provider, options, exchanges: [] }, (service) => service.list({})),
        (error) => isFailure(error, 'UNSUPPORTED'),
      );
    });
  });
}
