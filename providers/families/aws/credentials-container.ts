import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { Failure } from '../../../core/sdk/index.js';
import type { CredentialSources, Environment } from './credential-sources.js';
import type { AwsCredentials } from './sigv4.js';

/** The answer of the container and of the instance endpoint. */
export const RoleCredentials = z
  .object({ AccessKeyId: z.string(), SecretAccessKey: z.string(), Token: z.string(), Expiration: z.string() })
  .transform((role) => ({
    accessKeyId: role.AccessKeyId,
    secretAccessKey: role.SecretAccessKey,
    sessionToken: role.Token,
    expiresAt: Date.parse(role.Expiration),
  }));

/** Where ECS answers relative addresses. */
const taskEndpoint = 'http://169.254.170.2';

/** Plain HTTP is for the machine itself only: the agents of ECS and EKS, or a loopback address. */
const plainHosts = /^(169\.254\.170\.(2|23)|\[fd00:ec2::23\]|127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/;

/**
 * The role of an ECS task or EKS pod.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 */
export async function fromContainer({ http, env }: CredentialSources): Promise<AwsCredentials | undefined> {
  const relative = env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI;
  const address = relative ? `${taskEndpoint}${relative}` : env.AWS_CONTAINER_CREDENTIALS_FULL_URI;
  if (!address) return undefined;
  const { protocol, hostname } = new URL(address);
  if (protocol !== 'https:' && !plainHosts.test(hostname)) {
    throw new Failure('CONFIG', 'credentials are not fetched over plain HTTP from another machine', {
      place: 'AWS_CONTAINER_CREDENTIALS_FULL_URI',
      hint: 'Use an https address',
    });
  }
  const authorization = await readAuthorization(env);
  http.hide(authorization);
  return http.get(address, RoleCredentials, { timeoutMs: 5000, ...(authorization && { headers: { authorization } }) });
}

/** The file is read anew each time: the kubelet changes it. */
async function readAuthorization(env: Environment): Promise<string | undefined> {
  const file = env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE;
  if (!file) return env.AWS_CONTAINER_AUTHORIZATION_TOKEN || undefined;
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    throw new Failure('CONFIG', 'the container authorization token cannot be read', { place: file, cause: error });
  }
}
