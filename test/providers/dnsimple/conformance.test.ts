import { describeConformance } from '../../../core/testing/conformance.js';
import { createFakeDnsimple } from './fake.js';

describeConformance({
  provider: 'dnsimple',
  exceptions: { 'makes a record of another type of one': 'a change leaves the type as it was' },
  options: { token: 'opaque' },
  createFake: createFakeDnsimple,
});
