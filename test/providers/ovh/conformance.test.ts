import { describeConformance } from '../../conformance/conformance.js';
import { createFakeOvh } from './fake.js';

describeConformance({
  provider: 'ovh',
  options: { applicationKey: 'a', applicationSecret: 's', consumerKey: 'c' },
  createFake: createFakeOvh,
});
