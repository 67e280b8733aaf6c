import { describeProvider } from '../../../core/testing/describe-provider.js';
import { createFakeCloudflare } from './fake.js';

const many = Array.from({ length: 201 }, (_, at) => ({ type: 'TXT', name: `n${at}`, content: 'x', ttl: 120 }));

describeProvider('cloudflare', {
  options: { token: 't' },
  fake: createFakeCloudflare,
  cases: {
    'changes no more records at once than the smallest plan lets it': {
      async does(service) {
        await service.createAll(many);
        await service.removeAll(many);
      },
      leaves: [],
    },
  },
});
