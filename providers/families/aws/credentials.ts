import { Failure, memo } from '../../../core/sdk/index.js';
import type { AwsOptions, CredentialSources } from './credential-sources.js';
import { fromContainer } from './credentials-container.js';
import { fromEnvironment } from './credentials-environment.js';
import { fromInstance } from './credentials-instance.js';
import { fromSharedFiles } from './credentials-profile.js';
import { fromWebIdentity } from './credentials-web-identity.js';
import type { AwsCredentials } from './sigv4.js';
import { assumeRole } from './sts.js';

/** Temporary credentials are renewed so long before they expire, in milliseconds. */
const renewEarlyMs = 5 * 60_000;

/**
 * Finds credentials where AWS's own tools look for them, in their order, and renews temporary ones in time.
 * https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
 */
export function createCredentials(sources: CredentialSources): {
  current: () => Promise<AwsCredentials>;
  forget: () => void;
} {
  const found = memo(async () => {
    const credentials = await findCredentials(sources);
    sources.http.hide(credentials.secretAccessKey, credentials.sessionToken);
    return credentials;
  });

  async function current(): Promise<AwsCredentials> {
    const credentials = await found();
    const { expiresAt = Number.POSITIVE_INFINITY } = credentials;
    if (expiresAt - renewEarlyMs > sources.now()) return credentials;
    found.forget();
    return found();
  }

  return { current, forget: () => found.forget() };
}

async function findCredentials(sources: CredentialSources): Promise<AwsCredentials> {
  const { roleArn: arn, externalId } = sources.options;
  const own = await findOwn(sources);
  if (arn === undefined) return own;
  sources.http.hide(own.secretAccessKey, own.sessionToken);
  return assumeRole(sources, own, { arn, externalId });
}

async function findOwn(sources: CredentialSources): Promise<AwsCredentials> {
  const { options, env, flags = ['auth-access-key', 'auth-access-secret'] } = sources;
  const found =
    fromOptions(options, flags) ??
    // A profile that was named is meant, whatever else is there.
    (options.profile === undefined ? fromEnvironment(env) : undefined) ??
    (options.profile === undefined ? await fromWebIdentity(sources) : undefined) ??
    (await fromSharedFiles(sources)) ??
    (await fromContainer(sources)) ??
    (await fromInstance(sources));
  if (found !== undefined) return found;
  throw new Failure('AUTHENTICATION', 'there are no AWS credentials', {
    hint: `Give --${flags[0]} and --${flags[1]}, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run where a role is attached`,
  });
}

function fromOptions(
  { accessKey, accessSecret, username, token, sessionToken }: AwsOptions,
  [keyFlag, secretFlag]: NonNullable<CredentialSources['flags']>,
) {
  const accessKeyId = accessKey ?? username;
  const secretAccessKey = accessSecret ?? token;
  if (accessKeyId === undefined && secretAccessKey === undefined) return undefined;
  if (accessKeyId !== undefined && secretAccessKey !== undefined) return { accessKeyId, secretAccessKey, sessionToken };
  const missing = accessKeyId === undefined ? keyFlag : secretFlag;
  throw new Failure('CONFIG', `the AWS credentials lack --${missing}`, {
    hint: 'Give the access key and its secret, or neither',
  });
}
