import { describeConformance } from '../../../core/testing/conformance.js';
import { createFakeCloudns } from './fake.js';

describeConformance({
  provider: 'cloudns',
  exceptions: { 'makes a record of another type of one': 'a change leaves the type as it was' },
  options: { id: '7', password: 'secret' },
  createFake: createFakeCloudns,
});
