import { describeConformance } from '../../../core/testing/conformance.js';
import { createFakeCloudns } from './fake.js';

describeConformance({
  provider: 'cloudns',
  keepsType: true,
  options: { id: '7', password: 'secret' },
  createFake: createFakeCloudns,
});
