import { describeConformance } from '../../../core/testing/conformance.js';
import { createFakeAurora } from './fake.js';

describeConformance({
  provider: 'aurora',
  options: { apiKey: 'key', secretKey: 'secret' },
  createFake: createFakeAurora,
});
