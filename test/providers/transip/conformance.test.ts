import { generateKeyPairSync } from 'node:crypto';
import { describeConformance } from '../../../core/testing/conformance.js';
import { createFakeTransip } from './fake.js';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

describeConformance({
  provider: 'transip',
  options: { username: 'me', apiKey: key, keyIsGlobal: true },
  createFake: createFakeTransip,
});
