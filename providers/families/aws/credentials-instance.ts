import { isFailure, path } from '../../../core/sdk/index.js';
import type { CredentialSources } from './credential-sources.js';
import { RoleCredentials } from './credentials-container.js';
import type { AwsCredentials } from './sigv4.js';

const metadataUrls = { ipv4: 'http://169.254.169.254', ipv6: 'http://[fd00:ec2::254]' };
const rolesPath = '/latest/meta-data/iam/security-credentials/';

/**
 * The role of an EC2 instance, by the instance metadata service version 2; undefined where there is none.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-security-credentials.html
 */
export async function fromInstance({ http, env }: CredentialSources): Promise<AwsCredentials | undefined> {
  if (env.AWS_EC2_METADATA_DISABLED?.toLowerCase() === 'true') return undefined;
  const isIpv6 = env.AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE?.toLowerCase() === 'ipv6';
  const baseUrl = env.AWS_EC2_METADATA_SERVICE_ENDPOINT || metadataUrls[isIpv6 ? 'ipv6' : 'ipv4'];
  // Off AWS nobody answers there; that must not take long.
  const metadata = http.extend({ baseUrl, responseFormat: 'text', timeoutMs: 1000 });
  try {
    const lifetime = { 'x-aws-ec2-metadata-token-ttl-seconds': '21600' };
    const session = await metadata.send('PUT', '/latest/api/token', { headers: lifetime });
    http.hide(session.text);
    const signedIn = metadata.extend({ headers: { 'x-aws-ec2-metadata-token': session.text } });
    const [role] = (await signedIn.send('GET', rolesPath)).text.split('\n');
    if (!role) return undefined;
    return await signedIn.get(path`/latest/meta-data/iam/security-credentials/${role}`, RoleCredentials, {
      responseFormat: 'json',
    });
  } catch (error) {
    // 403 is the answer where the service is switched off, and of other clouds.
    if (isFailure(error, 'NETWORK', 'TIMEOUT', 'RECORD_NOT_FOUND', 'AUTHENTICATION')) return undefined;
    throw error;
  }
}
