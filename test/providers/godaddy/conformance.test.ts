import { describeConformance } from '../../../core/testing/conformance.js';
import { createFakeGodaddy } from './fake.js';

describeConformance({
  provider: 'godaddy',
  options: { key: 'key', secret: 'secret' },
  createFake: createFakeGodaddy,
  refusal: 401,
});
