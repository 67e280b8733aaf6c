import { Failure } from '../../../core/sdk/index.js';
import type { CredentialSources } from './credential-sources.js';
import { fromContainer } from './credentials-container.js';
import { fromEnvironment } from './credentials-environment.js';
import { fromInstance } from './credentials-instance.js';
import { fromProcess } from './credentials-process.js';
import { fromSso } from './credentials-sso.js';
import { withTokenFile } from './credentials-web-identity.js';
import { readSharedFiles, type Settings, type SharedFiles } from './shared-files.js';
import type { AwsCredentials } from './sigv4.js';
import { assumeRole } from './sts.js';

/**
 * What a profile of the shared files leads to: keys, a program, a single sign-on, or a role on top of one of these.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html
 * @throws Failure CONFIG where a profile was named and leads nowhere
 */
export async function fromSharedFiles(sources: CredentialSources): Promise<AwsCredentials | undefined> {
  const { options, env } = sources;
  const named = options.profile ?? (env.AWS_PROFILE || undefined);
  const files = await readSharedFiles(env);
  const found = await createProfileReader(sources, files)(named ?? 'default', []);
  if (found !== undefined || named === undefined) return found;
  throw unusable(named, files, 'has no access key');
}

function createProfileReader(sources: CredentialSources, files: SharedFiles) {
  /** @param by the profiles on the way here, so that those that lead to each other end */
  return async function read(name: string, by: readonly string[]): Promise<AwsCredentials | undefined> {
    if (by.includes(name)) throw unusable(name, files, 'leads back to itself');
    const settings = files.profile(name);
    if (settings === undefined) {
      if (by.length === 0) return undefined;
      throw unusable(name, files, 'is in neither of the shared files');
    }
    const { role_arn: arn, external_id: externalId, role_session_name: sessionName, region } = settings;
    if (!arn) return plain(settings, name);
    const role = { arn, externalId, sessionName, region };
    if (settings.web_identity_token_file) return withTokenFile(sources, settings.web_identity_token_file, role);
    if (settings.mfa_serial) throw unusable(name, files, 'asks for a one-time code, which nobody is here to type');
    const base = await baseOf(settings, name, by);
    if (base === undefined) throw unusable(name, files, 'has a role_arn and nobody who takes it on');
    return assumeRole(sources, base, role);
  };

  async function baseOf(settings: Settings, name: string, by: readonly string[]): Promise<AwsCredentials | undefined> {
    const { source_profile: source, credential_source: kind } = settings;
    // A profile may hold the keys itself.
    if (source === name) return plain(settings, name);
    if (source) return createProfileReader(sources, files)(source, [...by, name]);
    if (kind === 'Environment') return fromEnvironment(sources.env);
    if (kind === 'EcsContainer') return fromContainer(sources);
    if (kind === 'Ec2InstanceMetadata') return fromInstance(sources);
    return plain(settings, name);
  }

  async function plain(settings: Settings, name: string): Promise<AwsCredentials | undefined> {
    const { aws_access_key_id: accessKeyId, aws_secret_access_key: secretAccessKey } = settings;
    const sessionToken = settings.aws_session_token || undefined;
    if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey, sessionToken };
    if (settings.sso_account_id) return fromSso(sources, settings, files.ssoSession(settings.sso_session ?? ''));
    if (settings.credential_process) return fromProcess(settings.credential_process, `profile ${name}`);
    return undefined;
  }
}

function unusable(name: string, { place }: SharedFiles, why: string): Failure {
  return new Failure('CONFIG', `the AWS profile ${name} ${why}`, {
    place,
    hint: 'Give it aws_access_key_id and aws_secret_access_key, role_arn with source_profile or credential_source, credential_process, or a single sign-on',
  });
}
