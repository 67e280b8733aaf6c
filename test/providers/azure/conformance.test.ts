import { describeConformance } from '../../../core/testing/conformance.js';
import { createFakeAzure } from './fake.js';

describeConformance({
  provider: 'azure',
  options: { clientId: 'c', clientSecret: 'p', tenantId: 'tenant', subscriptionId: 's', resourceGroup: 'g' },
  createFake: createFakeAzure,
  isRead: ({ method, url }) => method === 'GET' && url.origin === 'https://management.azure.com',
});
