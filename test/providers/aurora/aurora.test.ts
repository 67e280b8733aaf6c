import { createHmac } from 'node:crypto';
import { describeProvider, restFake } from '../../../core/testing/index.js';

const records = '/zones/71/records';

describeProvider('aurora', {
  options: { apiKey: 'key', secretKey: 'opaque-secret' },
  fake: restFake({
    base: 'https://api.auroradns.eu',
    credentials({ method, url, headers }) {
      const { 'x-auroradns-date': date = '', authorization = '' } = headers;
      const [scheme, credential = ''] = authorization.split(' ');
      const text = `${method}${url.pathname}${date}`;
      const signature = createHmac('sha256', 'opaque-secret').update(text).digest('base64');
      const isSigned = Buffer.from(credential, 'base64').toString() === `key:${signature}`;
      const isJson = /^application\/json\b/.test(headers['content-type'] ?? '');
      return isJson && scheme === 'AuroraDNSv1' && /^\d{8}T\d{6}Z$/.test(date) && isSigned;
    },
    refused: [403, { errormsg: 'Forbidden' }],
    zones: { list: 'GET /zones', one: 'GET /zones/{domain}' },
    records: {
      at: '/zones/{zone}/records',
      form: { apex: '', priority: { MX: 'prio', SRV: 'prio' } },
      show: (item) => ({ prio: 0, ...item }),
      duplicate: [409, { errormsg: 'exists' }],
      gone: [404, { errormsg: 'not found' }],
    },
  }),
  refusals: [[403, { errormsg: 'Forbidden' }, 'AUTHENTICATION']],
  cases: {
    'creates text': {
      creates: '_acme-challenge.example.com. 60 TXT token',
      sends: ['GET /zones', [`POST ${records}`, { type: 'TXT', name: '_acme-challenge', content: 'token', ttl: 300 }]],
    },
    'creates a host with its priority apart, the apex without a name': {
      creates: '@ 3600 MX 10 mail.example.com',
      sends: [
        'GET /zones',
        [`POST ${records}`, { type: 'MX', name: '', content: 'mail.example.com', ttl: 3600, prio: 10 }],
      ],
    },
    'takes a conflict for success': { creates: 'a 300 TXT token', answers: { 'POST ': [409] } },
    'updates by id': {
      given: ['a TXT old'],
      updates: ['1', 'b 600 TXT new'],
      sends: ['GET /zones', [`PUT ${records}/1`, { type: 'TXT', name: 'b', content: 'new', ttl: 600 }]],
    },
    'removes one of two values and leaves the other': {
      given: ['a TXT one', 'a TXT two'],
      removes: 'a TXT one',
      sends: ['GET /zones', `GET ${records}`, `DELETE ${records}/1`],
    },
  },
});
