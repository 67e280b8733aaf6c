import { describeConformance } from '../../../core/testing/conformance.js';
import { createFakeDnspod } from './fake.js';

describeConformance({
  provider: 'dnspod',
  options: { username: '7', token: 'secret' },
  createFake: createFakeDnspod,
});
