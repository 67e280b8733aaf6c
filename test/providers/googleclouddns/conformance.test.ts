import { describeConformance } from '../../../core/testing/conformance.js';
import { rsaKey } from '../../lab/rsa-key.js';
import { createFakeGoogle } from './fake.js';

const privateKey = await rsaKey();
const account = {
  type: 'service_account',
  project_id: 'project',
  client_email: 'dns@project.example',
  private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
};

describeConformance({
  provider: 'googleclouddns',
  options: { serviceAccountInfo: JSON.stringify(account) },
  createFake: createFakeGoogle,
  isRead: ({ method, url }) => method === 'GET' && url.pathname.startsWith('/dns/'),
});
