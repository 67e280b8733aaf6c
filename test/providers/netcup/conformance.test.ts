import { describeProvider } from '../../../core/testing/describe-provider.js';
import type { FakeApi } from '../../../core/testing/fake-api.js';
import { bearer, jsonAnswer } from '../../../core/testing/fakes/index.js';
import { ccpFake } from './fake.js';

const exceptions = { 'gives a record the TTL that it was asked for': 'The TTL is that of the zone.' };

describeProvider('netcup', {
  refusals: [[200, { status: 'error', statuscode: 4999, shortmessage: 'It failed', longmessage: 'No idea' }, 'API']],
  options: { customerId: '12345', apiKey: 'opaque-key', apiPassword: 'opaque-password' },
  isRead: ({ body }) => body.includes('"infoDns'),
  fake: ccpFake,
  exceptions,
});

const key = 'k'.repeat(64);

/** An account with domains in both places: the REST API knows the domain, or not even that, and the CCP keeps its records. */
function mixed(isListed: boolean): () => FakeApi {
  return () => {
    const ccp = ccpFake();
    return {
      ...ccp,
      answer(request) {
        if (request.url.host !== 'api.netcup.com') return ccp.answer(request);
        if (!bearer(key)(request)) return jsonAnswer({ success: false, message: 'Unauthorized' }, 401);
        const fqdn = request.url.searchParams.get('fqdn');
        const isOurs = request.method === 'GET' && request.url.pathname === '/v1/domain' && fqdn === 'example.com';
        const data = isOurs && isListed ? [{ id: 7, fqdn, isDnsManaged: false }] : [];
        return jsonAnswer({ success: true, data });
      },
    };
  };
}

for (const isListed of [true, false])
  describeProvider('netcup', {
    options: { customerId: '12345', apiKey: key, legacyApiKey: 'opaque-key', apiPassword: 'opaque-password' },
    isRead: ({ body, method }) => method === 'GET' || body.includes('"infoDns'),
    fake: mixed(isListed),
    exceptions,
    cases: {
      'removes what is meant of two types with one value, and waits for nothing': {
        given: ['a A 192.0.2.1', 'a TXT 192.0.2.1', 'b TXT 192.0.2.1'],
        async does(service) {
          await service.removeAll([{ type: 'TXT', name: 'a', content: '192.0.2.1' }]);
          await service.awaitLive();
        },
        leaves: ['a A 192.0.2.1', 'b TXT 192.0.2.1'],
      },
    },
  });
