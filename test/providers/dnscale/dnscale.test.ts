import { fqdn } from '../../../core/sdk/index.js';
import { bearer, describeProvider, type Page, restFake } from '../../../core/testing/index.js';

const pages = { by: 'offset', parameter: 'offset', size: 'limit', usual: 20, largest: 100 } as const;
const wrap = ({ items, total, size, offset }: Page<object>) => ({
  status: 'success',
  data: { items, total, limit: size, offset },
});
const refusal = (code: string, message: string) => ({ status: 'error', error: { code, message } });
const records = '/zones/71/records';
const find = 'GET /zones?limit=100&offset=0';
const list = `GET ${records}?limit=100&offset=0`;
const text = { type: 'TXT', name: '@', content: 'one', ttl: 120 };
const stored = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) => ({ id: `rec_${from + at}`, ...text, content: `v${from + at}` }));

describeProvider('dnscale', {
  options: { apiToken: 'opaque-token' },
  refusal: 401,
  fake: restFake({
    base: 'https://api.dnscale.eu/v1',
    credentials: bearer('opaque-token'),
    refused: [401, refusal('UNAUTHORIZED', 'Invalid API key')],
    missing: [404, refusal('NOT_FOUND', 'Not found')],
    zones: { list: 'GET /zones', pages, wrap },
    records: {
      at: '/zones/{zone}/records',
      form: {},
      pages,
      show: (item, { zone }) => ({ ...item, name: fqdn(String(item.name), zone.name), disabled: false }),
      wrap,
      done: (record) => ({ status: 'success', data: { message: 'Done', record } }),
    },
  }),
  refusals: [
    [403, refusal('FORBIDDEN', 'No zones:read'), ['AUTHENTICATION', /No zones:read.* FORBIDDEN$/]],
    [400, { status: 'error', error: 'Bad offset' }, ['API', /Bad offset/]],
    [200, { status: 'success', data: {} }, 'RESPONSE'],
  ],
  cases: {
    'creates by the name within the zone, and removes by the id of the value': {
      given: ['@ TXT other'],
      creates: '@ 120 TXT one',
      removes: '@ TXT one',
      sends: [find, list, [`POST ${records}`, text], list, `DELETE ${records}/2`],
    },
    'reads lists under names of their own, until one is not full where no total is told': {
      answers: {
        [find]: [200, { data: { zones: [{ id: '71', name: 'example.com.' }] } }],
        [list]: [200, { data: { records: stored(0, 100) } }],
        [`GET ${records}?limit=100&offset=100`]: [200, { data: { records: stored(100, 1) } }],
      },
      does: async (service) => (await service.list({ content: 'v100' })).map(({ id }) => id),
      gives: ['rec_100'],
    },
  },
});
