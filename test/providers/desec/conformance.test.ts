import { describeProvider } from '../../conformance/describe-provider.js';
import { createFakeDesec } from './fake.js';

describeProvider('desec', { options: { token: 'opaque-token' }, refusal: 401, fake: createFakeDesec });
