import { describeConformance } from '../../../core/testing/conformance.js';
import { createFakeRoute53 } from './fake.js';

describeConformance({
  provider: 'route53',
  options: { accessKey: 'a', accessSecret: 's' },
  createFake: createFakeRoute53,
});
