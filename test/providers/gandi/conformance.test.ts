import { describeConformance } from '../../conformance/conformance.js';
import { createFakeGandiRest } from './fake-rest.js';

describeConformance({
  provider: 'gandi',
  options: { token: 'opaque', apiProtocol: 'rest' },
  createFake: createFakeGandiRest,
});
