import { readFile } from 'node:fs/promises';
import { Failure } from '../../../core/sdk/index.js';
import type { CredentialSources } from './credential-sources.js';
import type { AwsCredentials } from './sigv4.js';
import { assumeRoleWithToken, type Role } from './sts.js';

/** The role that the environment names, as EKS does it for the service account of a pod. */
export async function fromWebIdentity(sources: CredentialSources): Promise<AwsCredentials | undefined> {
  const { AWS_WEB_IDENTITY_TOKEN_FILE: file, AWS_ROLE_ARN: arn } = sources.env;
  return file && arn ? withTokenFile(sources, file, { arn }) : undefined;
}

/** The token is read anew each time: the kubelet changes it. */
export async function withTokenFile(sources: CredentialSources, file: string, role: Role): Promise<AwsCredentials> {
  return assumeRoleWithToken(sources, await readToken(file), role);
}

async function readToken(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    throw new Failure('CONFIG', 'the web identity token cannot be read', { place: file, cause: error });
  }
}
