import { describeConformance } from '../../../core/testing/conformance.js';
import { createFakeDigitalOcean } from './fake.js';

describeConformance({
  provider: 'digitalocean',
  options: { token: 'opaque' },
  createFake: createFakeDigitalOcean,
});
