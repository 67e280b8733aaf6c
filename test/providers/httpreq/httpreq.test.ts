import assert from 'node:assert/strict';
import { isFailure, recordId } from '../../../core/sdk/index.js';
import { describeCases } from '../../../core/testing/index.js';

const endpoint = 'http://127.0.0.1:9090/dns/';
const line = '_acme-challenge 60 TXT one';
const record = { type: 'TXT', name: '_acme-challenge', content: 'one', ttl: 60 };
const body = { fqdn: '_acme-challenge.example.com.', value: 'one' };
const present = { request: 'POST /present', body };
const proof = { domain: 'example.com', token: 't', keyAuthorization: 't.thumbprint' };
const raw = { body: { domain: 'example.com', token: 't', keyAuth: 't.thumbprint' } };
const headers = {
  accept: 'application/json',
  'content-type': /^application\/json/,
  authorization: `Basic ${Buffer.from('me:secret').toString('base64')}`,
};

describeCases('httpreq', {
  options: { endpoint },
  base: 'http://127.0.0.1:9090/dns',
  cases: {
    'hands on full name and value, and reads nothing but the status': {
      options: { endpoint, username: 'me', password: 'secret' },
      creates: line,
      removes: line,
      asks: [
        { ...present, headers, answer: 'done' },
        { request: 'POST /cleanup', body, headers, status: 204 },
      ],
    },
    'hands on the proof in the mode RAW, and says so where there is none': {
      options: { endpoint, mode: 'RAW' },
      async does(service) {
        await service.create({ ...record, proof });
        await service.removeAll([{ ...record, proof }]);
        await assert.rejects(service.create(record), (error) => isFailure(error, 'UNSUPPORTED'));
      },
      asks: [
        { ...raw, request: 'POST /present' },
        { ...raw, request: 'POST /cleanup' },
      ],
    },
    'tries again where the server failed for a moment': { creates: line, asks: [{ ...present, status: 502 }, present] },
    'takes the old value away before a new one comes, and puts it back where that fails': {
      updates: [recordId({ type: 'TXT', name: '_acme-challenge', content: 'one' }), '_acme-challenge 60 TXT two'],
      asks: [{ request: 'POST /cleanup', body, status: 400 }, present],
      fails: 'API',
    },
    'tells the words of a refusal, and a name only with its password': {
      options: { endpoint, username: 'me' },
      creates: line,
      asks: [{ ...present, headers: { authorization: undefined }, status: 400, answer: '{"message":"no such zone"}' }],
      fails: ['API', /no such zone/],
    },
    'says that the login was refused': { creates: line, asks: [{ ...present, status: 401 }], fails: 'AUTHENTICATION' },
  },
});
