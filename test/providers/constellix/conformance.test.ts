import { describeConformance } from '../../../core/testing/conformance.js';
import { createFakeConstellix } from './fake.js';

describeConformance({
  provider: 'constellix',
  options: { username: 'key', token: 'secret' },
  createFake: createFakeConstellix,
});
