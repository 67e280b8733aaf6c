import { nothing, restFake } from '../../../core/testing/index.js';

const pages = { by: 'cursor', parameter: 'cursor', size: 'per_page', usual: 100, largest: 500 } as const;

function metaOf(next = '', total = 1) {
  return { meta: { total, links: { next, prev: '' } } };
}

/** Vultr's API v2: cursors, text in quotes, duplicates taken. */
export const createFakeVultr = restFake({
  base: 'https://api.vultr.com/v2',
  credentials: { authorization: 'Bearer opaque-token' },
  refused: [401, { error: 'Invalid API token.', status: 401 }],
  missing: [404, { error: 'Invalid domain', status: 404 }],
  zones: {
    list: 'GET /domains',
    item: ({ name }) => ({ domain: name, date_created: '2022-01-01' }),
    wrap: ({ items, next, total }) => ({ domains: items, ...metaOf(next, total) }),
    pages,
  },
  records: {
    at: '/domains/{domain}/records',
    changeBy: 'PATCH',
    form: { fields: { content: 'data' }, apex: '', priority: { MX: 'priority', SRV: 'priority' }, quotes: 'always' },
    extra: ['priority'],
    show: (item) => ({ priority: -1, ...item }),
    wrap: ({ items, next, total }) => ({ records: items, ...metaOf(next, total) }),
    gone: [404, { error: 'Invalid record', status: 404 }],
    wrapOne: { out: 'record' },
    done: (item, { request: { method } }) => (method === 'POST' ? [201, item] : nothing),
    pages,
  },
});
