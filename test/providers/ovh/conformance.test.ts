import { describeConformance } from '../../../core/testing/conformance.js';
import { createFakeOvh } from './fake.js';

describeConformance({
  provider: 'ovh',
  options: { applicationKey: 'a', applicationSecret: 's', consumerKey: 'c' },
  createFake: createFakeOvh,
  keepsType: true,
  exceptions: {
    'says that wrong credentials were refused': 'the tests of the signature check it',
  },
});
