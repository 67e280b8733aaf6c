import { describeConformance } from '../../conformance/conformance.js';
import { createFakeLinode } from './fake.js';

describeConformance({ provider: 'linode', options: { token: 'opaque' }, createFake: createFakeLinode });
