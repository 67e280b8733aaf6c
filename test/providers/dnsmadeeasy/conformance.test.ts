import { describeConformance } from '../../../core/testing/conformance.js';
import { createFakeDnsMadeEasy } from './fake.js';

describeConformance({
  provider: 'dnsmadeeasy',
  options: { username: 'key', token: 'secret' },
  createFake: createFakeDnsMadeEasy,
  exceptions: { 'says that wrong credentials were refused': 'the tests of the signature check it' },
});
