import { describeConformance } from '../../../core/testing/conformance.js';
import { createFakeLinode } from './fake.js';

describeConformance({ provider: 'linode', options: { token: 'opaque' }, createFake: createFakeLinode });
