import { jsonAnswer, restFake } from '../../../core/testing/index.js';

export function refusal(reason: string) {
  return { errors: [{ reason }] };
}

/** Linode's API v4: a filter in a header, numbered pages, duplicates taken. */
export const createFakeLinode = restFake({
  base: 'https://api.linode.com/v4',
  credentials: { authorization: 'Bearer opaque-token' },
  refused: [401, refusal('Invalid Token')],
  missing: [404, refusal('Not found')],
  records: {
    at: '/domains/{zone}/records',
    form: { fields: { content: 'target', ttl: 'ttl_sec' }, apex: '', priority: { MX: 'priority' } },
    numericIds: true,
    pages: { by: 'page', parameter: 'page', size: 'page_size', usual: 100, largest: 500 },
    show: (shown) => ({ priority: 0, ...shown }),
    wrap: ({ items, page, pages, total }) => ({ data: items, page, pages, results: total }),
    gone: [404, refusal('Not found')],
    done: (shown) => jsonAnswer(shown ?? {}),
  },
  routes: {
    // A filter in a header.
    'GET /domains': ({ account, request: { headers } }) => {
      const asked = (JSON.parse(headers['x-filter'] ?? '{}') as { domain?: string }).domain;
      const zones = account.zones.filter(({ name }) => (asked ?? name) === name);
      const data = zones.map(({ id, name }) => ({ id: Number(id), domain: name }));
      return { data, page: 1, pages: 1, results: data.length };
    },
  },
});
