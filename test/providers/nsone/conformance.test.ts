import { describeConformance } from '../../../core/testing/conformance.js';
import { createFakeNsone } from './fake.js';

describeConformance({ provider: 'nsone', options: { token: 'opaque' }, createFake: createFakeNsone });
