import { isFailure } from '../../../core/sdk/index.js';
import { describeConformance } from '../../../core/testing/conformance.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import { bearer, restFake } from '../../../core/testing/fakes/index.js';
import { createFakeGodaddy } from './fake.js';

describeConformance({
  provider: 'godaddy',
  options: { key: 'key', secret: 'secret' },
  createFake: createFakeGodaddy,
  refusal: 401,
});

const base = 'https://api.godaddy.com/v3/domains/zones';

/** With a personal access token: pages are told by links. */
describeProvider('godaddy', {
  options: { token: 'opaque' },
  exceptions: {
    'takes for done what somebody else did at the same moment': 'whether it refuses a second one is not known',
  },
  refusal: 401,
  refusals: [
    [400, { code: 'INVALID_DOMAIN', message: 'never heard of it' }, 'ZONE_NOT_FOUND'],
    [404, { code: 'NOT_FOUND', message: 'not here' }, 'ZONE_NOT_FOUND'],
    [409, { code: 'CONFLICT', message: 'busy' }, 'SERVER'],
    [422, { code: 'DUPLICATE_RECORD', message: 'is there' }, 'RECORD_EXISTS'],
    [
      429,
      { code: 'TOO_MANY_REQUESTS', message: 'slow', retryAfterSec: 3600 },
      (error) => isFailure(error, 'RATE_LIMITED') && error.retryAfterMs === 3_600_000,
    ],
  ],
  fake: restFake({
    base,
    credentials: bearer('opaque'),
    records: {
      at: '/{domain}/dns-records',
      form: { fields: { id: 'recordId', content: 'data' }, priority: { MX: 'priority' } },
      pages: { by: 'page', parameter: 'page', size: 'pageSize', usual: 20, largest: 100 },
      filters: { type: 'type' },
      wrap({ items, next }, { request: { url } }) {
        const address = new URL(url);
        address.searchParams.set('page', String(next));
        return { items, links: next === undefined ? [] : [{ rel: 'next', href: address.href }] };
      },
    },
  }),
  cases: {
    'forgets its own record once it is changed or removed': {
      does: async (service) => {
        const record = { type: 'TXT', name: 'a', content: 'one', ttl: 600 };
        await service.create(record);
        const [listed] = await service.list(record);
        await service.update(listed?.id, { ...record, content: 'two' });
        await service.remove(listed?.id, {});
        await service.create(record);
        await service.removeAll([record]);
        await service.create(record);
        await service.removeAll([record, { ...record, content: 'two' }]);
      },
      leaves: [],
    },
  },
});
