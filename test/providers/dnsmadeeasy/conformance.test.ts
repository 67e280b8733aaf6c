import { describeConformance } from '../../conformance/conformance.js';
import { createFakeDnsMadeEasy } from './fake.js';

describeConformance({
  provider: 'dnsmadeeasy',
  options: { username: 'key', token: 'secret' },
  createFake: createFakeDnsMadeEasy,
});
