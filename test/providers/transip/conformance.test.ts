import { describeConformance } from '../../../core/testing/conformance.js';
import { rsaKey } from '../../lab/rsa-key.js';
import { createFakeTransip } from './fake.js';

const key = (await rsaKey()).export({ type: 'pkcs8', format: 'pem' }).toString();

describeConformance({
  provider: 'transip',
  options: { username: 'me', apiKey: key, keyIsGlobal: true },
  createFake: createFakeTransip,
});
