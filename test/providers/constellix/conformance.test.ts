import { describeConformance } from '../../../core/testing/conformance.js';
import { createFakeConstellix } from './fake.js';

describeConformance({
  provider: 'constellix',
  options: { username: 'key', token: 'secret' },
  createFake: createFakeConstellix,
  exceptions: { 'says that wrong credentials were refused': 'the tests of the signature check it' },
});
