import { describeConformance } from '../../conformance/conformance.js';
import { createFakeDnsimple } from './fake.js';

describeConformance({
  provider: 'dnsimple',
  options: { token: 'opaque' },
  createFake: createFakeDnsimple,
});
