import { describeConformance } from '../../../core/testing/conformance.js';
import { createFakeSakuracloud } from './fake.js';

describeConformance({
  provider: 'sakuracloud',
  options: { token: 'token', secret: 'secret' },
  createFake: createFakeSakuracloud,
});
