import { describeConformance } from '../../../core/testing/conformance.js';
import { createFakeGransy } from './fake.js';

describeConformance({
  provider: 'gransy',
  options: { username: 'me', password: 'secret' },
  createFake: createFakeGransy,
  isRead: ({ headers }) => /Get_DNS_Zone/.test(headers.soapaction ?? ''),
});
