import { describeConformance } from '../../conformance/conformance.js';
import { createFakeSakuracloud } from './fake.js';

describeConformance({
  provider: 'sakuracloud',
  options: { token: 'token', secret: 'secret' },
  createFake: createFakeSakuracloud,
});
