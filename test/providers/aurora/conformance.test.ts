import { describeConformance } from '../../conformance/conformance.js';
import { createFakeAurora } from './fake.js';

describeConformance({
  provider: 'aurora',
  options: { apiKey: 'key', secretKey: 'secret' },
  createFake: createFakeAurora,
});
