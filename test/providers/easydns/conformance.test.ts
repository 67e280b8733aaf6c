import { describeConformance } from '../../../core/testing/conformance.js';
import { createFakeEasydns } from './fake.js';

describeConformance({
  provider: 'easydns',
  options: { username: 'token', token: 'key' },
  createFake: createFakeEasydns,
});
