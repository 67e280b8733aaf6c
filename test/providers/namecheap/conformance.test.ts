import { describeConformance } from '../../../core/testing/conformance.js';
import { createFakeNamecheap } from './fake.js';

describeConformance({
  provider: 'namecheap',
  options: { username: 'me', token: 'opaque' },
  createFake: createFakeNamecheap,
  isRead: ({ url }) => url.search.includes('getHosts'),
});
