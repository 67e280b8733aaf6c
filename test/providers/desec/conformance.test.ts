import { describeProvider } from '../../../core/testing/describe-provider.js';
import { createFakeDesec } from './fake.js';

describeProvider('desec', { options: { token: 'opaque-token' }, refusal: 401, fake: createFakeDesec });
