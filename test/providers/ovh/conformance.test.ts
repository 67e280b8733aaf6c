import { describeConformance } from '../../../core/testing/conformance.js';
import { createFakeOvh } from './fake.js';

describeConformance({
  provider: 'ovh',
  options: { applicationKey: 'a', applicationSecret: 's', consumerKey: 'c' },
  createFake: createFakeOvh,
  exceptions: {
    'makes a record of another type of one': 'a change leaves the type as it was',
    'says that wrong credentials were refused': 'the tests of the signature check it',
  },
});
