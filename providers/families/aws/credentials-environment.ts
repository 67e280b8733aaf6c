import type { Environment } from './credential-sources.js';
import type { AwsCredentials } from './sigv4.js';

/** The keys that the environment holds; undefined where it has none. */
export function fromEnvironment(env: Environment): AwsCredentials | undefined {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = env;
  if (!accessKeyId || !secretAccessKey) return undefined;
  return { accessKeyId, secretAccessKey, sessionToken: sessionToken || undefined };
}
