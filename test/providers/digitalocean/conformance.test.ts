import { describeConformance } from '../../conformance/conformance.js';
import { createFakeDigitalOcean } from './fake.js';

describeConformance({
  provider: 'digitalocean',
  options: { token: 'opaque' },
  createFake: createFakeDigitalOcean,
});
