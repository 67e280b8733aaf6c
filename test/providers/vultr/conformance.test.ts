import { describeConformance } from '../../../core/testing/conformance.js';
import { createFakeVultr } from './fake.js';

describeConformance({ provider: 'vultr', options: { token: 'opaque' }, createFake: createFakeVultr });
