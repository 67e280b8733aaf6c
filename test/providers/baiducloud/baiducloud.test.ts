import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { OutgoingRequest } from '../../../core/sdk/index.js';
import { describeProvider, type Page, restFake } from '../../../core/testing/index.js';
import { signBce } from '../../../providers/baiducloud/sign.js';

const key = { id: 'AKopaque', secret: 'opaque-secret-key' };
const pages = { by: 'cursor', parameter: 'marker', size: 'maxKeys', usual: 100, largest: 1000 } as const;
const told = ({ next, size }: Page<object>) => ({
  isTruncated: next !== undefined,
  nextMarker: next ?? '',
  maxKeys: size,
});
const records = '/zone/example.com/record';
const found = ['GET /zone?name=example.com&maxKeys=1000', `GET ${records}?rr=_acme-challenge&maxKeys=1000`] as const;

describeProvider('baiducloud', {
  options: { accessKeyId: key.id, secretAccessKey: key.secret },
  fake: restFake({
    base: 'https://dns.baidubce.com/v1/dns',
    credentials({ method, url, headers }) {
      const again: OutgoingRequest = { method: method as 'GET', url, headers: {}, body: undefined };
      signBce(again, key, Date.parse(headers['x-bce-date'] ?? ''));
      return headers.authorization === again.headers.authorization;
    },
    refused: [403, { code: 'AccessDenied', message: 'Access denied.', requestId: 'r' }],
    missing: [404, { code: 'NoSuchZone', message: 'The zone does not exist.', requestId: 'r' }],
    zones: {
      list: 'GET /zone',
      item: ({ id, name }) => ({ id: `zone-${id}`, name, status: 'running', productVersion: 'free' }),
      filter: 'name',
      wrap: (page) => ({ zones: page.items, ...told(page) }),
      pages,
    },
    records: {
      at: '/zone/{domain}/record',
      form: { fields: { name: 'rr', content: 'value' }, priority: { MX: 'priority' } },
      filters: { name: 'rr' },
      show: (item) => ({ ...item, status: 'running', line: 'default', description: '' }),
      wrap: (page) => ({ records: page.items, ...told(page) }),
      pages,
    },
  }),
  refusals: [
    [200, { isTruncated: false }, 'ZONE_NOT_FOUND'],
    [400, { code: 'SignatureDoesNotMatch', message: 'no' }, ['AUTHENTICATION', /SignatureDoesNotMatch/]],
  ],
  cases: {
    'creates with a name relative to the zone': {
      creates: '_acme-challenge 300 TXT one',
      sends: [...found, [`POST ${records}`, { rr: '_acme-challenge', type: 'TXT', value: 'one', ttl: 300 }]],
    },
    'removes by id': {
      given: ['_acme-challenge TXT one'],
      removes: '_acme-challenge TXT one',
      sends: [...found, `DELETE ${records}/1`],
    },
  },
});

it('signs host and date, as OpenSSL does', () => {
  const url = new URL('https://dns.baidubce.com/v1/dns/zone?name=example.com&maxKeys=1000');
  const request: OutgoingRequest = { method: 'GET', url, headers: {}, body: undefined };
  signBce(request, key, 1_767_225_600_123);
  const signature = 'b8bb90d05e9eba816d523ca513767343ec05e02dbdfbfbe057a0876e44214bda';
  const wanted = `bce-auth-v1/AKopaque/2026-01-01T00:00:00Z/1800/host;x-bce-date/${signature}`;
  assert.equal(request.headers.authorization, wanted);
});
