import { describeConformance } from '../../../core/testing/conformance.js';
import { createFakeCloudflare } from './fake.js';

describeConformance({ provider: 'cloudflare', options: { token: 't' }, createFake: createFakeCloudflare });
