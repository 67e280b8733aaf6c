import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';

const base = 'http://127.0.0.1:9090/dns';
const record = { type: 'TXT', name: '_acme-challenge', content: 'one', ttl: 60 };
const body = { fqdn: '_acme-challenge.example.com.', value: 'one' };
const proof = { domain: 'example.com', token: 't', keyAuthorization: 't.thumbprint' };
const raw = { domain: 'example.com', token: 't', keyAuth: 't.thumbprint' };

function play(exchanges: readonly Exchange[], options: Readonly<Record<string, string>> = {}) {
  return { provider: 'httpreq', options: { endpoint: `${base}/`, ...options }, exchanges };
}

describe('httpreq', () => {
  it('hands on full name and value, and reads nothing but the status', async () => {
    const headers = {
      accept: 'application/json',
      'content-type': /^application\/json/,
      authorization: `Basic ${Buffer.from('me:secret').toString('base64')}`,
    };
    await withExchanges(
      play(
        [
          { request: `POST ${base}/present`, body, headers, answer: 'done' },
          { request: `POST ${base}/cleanup`, body, headers, status: 204 },
        ],
        { username: 'me', password: 'secret' },
      ),
      async (service) => {
        await service.create(record);
        await service.removeAll([record]);
      },
    );
  });

  it('hands on the proof in the mode RAW, and says so where there is none', async () => {
    await withExchanges(
      play(
        [
          { request: `POST ${base}/present`, body: raw },
          { request: `POST ${base}/cleanup`, body: raw },
        ],
        { mode: 'RAW' },
      ),
      async (service) => {
        await service.create({ ...record, proof });
        await service.removeAll([{ ...record, proof }]);
        await assert.rejects(service.create(record), (error) => isFailure(error, 'UNSUPPORTED'));
      },
    );
  });

  it('tries again where the server failed for a moment, and tells its words where it refused', async () => {
    const request = `POST ${base}/present`;
    await withExchanges(
      play([
        { request, body, status: 503 },
        { request, body },
      ]),
      (service) => service.create(record),
    );
    await assert.rejects(
      withExchanges(play([{ request, body, status: 400, answer: '{"message":"no such zone"}' }]), (service) =>
        service.create(record),
      ),
      (error) => isFailure(error, 'API') && /no such zone/.test(error.message),
    );
    await assert.rejects(
      withExchanges(play([{ request, body, status: 401 }]), (service) => service.create(record)),
      (error) => isFailure(error, 'AUTHENTICATION'),
    );
  });
});
