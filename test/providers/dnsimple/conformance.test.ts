import { describeConformance } from '../../../core/testing/conformance.js';
import { createFakeDnsimple } from './fake.js';

describeConformance({
  provider: 'dnsimple',
  keepsType: true,
  options: { token: 'opaque' },
  createFake: createFakeDnsimple,
});
