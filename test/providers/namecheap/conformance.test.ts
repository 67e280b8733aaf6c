import { describeConformance } from '../../conformance/conformance.js';
import { createFakeNamecheap } from './fake.js';

describeConformance({
  provider: 'namecheap',
  options: { username: 'me', token: 'opaque' },
  createFake: createFakeNamecheap,
  isRead: ({ url }) => url.search.includes('getHosts'),
});
