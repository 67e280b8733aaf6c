import { describeConformance } from '../../../core/testing/conformance.js';
import { createFakeRoute53 } from './fake.js';

describeConformance({
  provider: 'route53',
  options: { accessKey: 'a', accessSecret: 's' },
  createFake: createFakeRoute53,
  exceptions: { 'says that wrong credentials were refused': 'the tests of the signature check it' },
});
