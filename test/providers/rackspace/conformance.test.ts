import { describeConformance } from '../../../core/testing/conformance.js';
import { createFakeRackspace } from './fake.js';

describeConformance({
  provider: 'rackspace',
  options: { username: 'me', apiKey: 'key', sleepTime: 0 },
  createFake: createFakeRackspace,
});
