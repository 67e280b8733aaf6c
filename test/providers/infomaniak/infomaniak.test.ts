import { describeProvider, restFake } from '../../../core/testing/index.js';

const zone = '/zones/example.com';
const failed = (code: string, description: string, ...errors: object[]) => ({
  result: 'error',
  error: { code, description, errors },
});
const notFound = [404, failed('object_not_found', 'Object not found')] as const;
const tooLong = failed('validation_failed', 'Validation failed', { code: 'x', description: 'The target is too long' });

describeProvider('infomaniak', {
  options: { token: 'opaque-token' },
  refusal: 401,
  fake: restFake({
    base: 'https://api.infomaniak.com/2',
    credentials: { authorization: 'Bearer opaque-token' },
    missing: notFound,
    zones: { one: 'GET /zones/{domain}/exists', item: () => ({ result: 'success', data: true }) },
    records: {
      at: '/zones/{domain}/records',
      form: { fields: { name: 'source', content: 'target' }, apex: '' },
      numericIds: true,
      pages: { by: 'page', parameter: 'page', usual: 100 },
      wrap: ({ items: data, total, page, pages }) => ({ result: 'success', data, total, page, pages }),
      // Text is shown in quotes, and written without.
      show: ({ target, ...item }) =>
        item.type === 'TXT'
          ? { ...item, target: `"${String(target).replace(/["\\]/g, '\\$&')}"` }
          : { ...item, target },
      gone: notFound,
      done: (item) => ({ result: 'success', data: item ?? true }),
    },
    routes: {
      'GET /domains/{name}/zones': ({ params, account }) => {
        const found = account.zones.filter(({ name }) => `.${params.name}`.endsWith(`.${name}`));
        return { result: 'success', data: found.map(({ name }) => ({ fqdn: name })) };
      },
    },
  }),
  refusals: [
    [200, { result: 'success', data: false }, 'ZONE_NOT_FOUND'],
    [200, failed('object_not_found', 'Object not found'), 'ZONE_NOT_FOUND'],
    [200, failed('internal', 'It fell over'), ['API', /fell over/]],
    [403, failed('forbidden', 'Not yours'), ['AUTHENTICATION', /Not yours/]],
  ],
  cases: {
    'tells all that was wrong with a record': {
      creates: 'a 300 TXT one',
      answers: { 'POST /': [422, tooLong] },
      sends: [
        `GET ${zone}/exists`,
        `GET ${zone}/records`,
        [`POST ${zone}/records`, { type: 'TXT', source: 'a', target: 'one', ttl: 300 }],
      ],
      fails: ['API', /Validation failed: The target is too long/],
    },
  },
});
