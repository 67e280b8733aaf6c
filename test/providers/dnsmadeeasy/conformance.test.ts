import { describeConformance } from '../../../core/testing/conformance.js';
import { createFakeDnsMadeEasy } from './fake.js';

describeConformance({
  provider: 'dnsmadeeasy',
  options: { username: 'key', token: 'secret' },
  createFake: createFakeDnsMadeEasy,
});
