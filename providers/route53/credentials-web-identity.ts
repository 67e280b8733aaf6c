import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { Failure, path } from '../../core/sdk/index.js';
import type { CredentialSources } from './credentials.js';
import type { AwsCredentials } from './sigv4.js';

const Assumed = z
  .object({
    AssumeRoleWithWebIdentityResponse: z.object({
      AssumeRoleWithWebIdentityResult: z.object({
        Credentials: z.object({
          AccessKeyId: z.string(),
          SecretAccessKey: z.string(),
          SessionToken: z.string(),
          Expiration: z.string(),
        }),
      }),
    }),
  })
  .transform(({ AssumeRoleWithWebIdentityResponse: { AssumeRoleWithWebIdentityResult: result } }) => ({
    accessKeyId: result.Credentials.AccessKeyId,
    secretAccessKey: result.Credentials.SecretAccessKey,
    sessionToken: result.Credentials.SessionToken,
    expiresAt: Date.parse(result.Credentials.Expiration),
  }));

/**
 * The role of a Kubernetes service account (IRSA) or of another OpenID Connect identity.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export async function fromWebIdentity({ http, env }: CredentialSources): Promise<AwsCredentials | undefined> {
  const { AWS_WEB_IDENTITY_TOKEN_FILE: file, AWS_ROLE_ARN: role } = env;
  if (!file || !role) return undefined;
  const region = env.AWS_REGION || env.AWS_DEFAULT_REGION;
  const suffix = region?.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const host = region ? `sts.${region}.${suffix}` : 'sts.amazonaws.com';
  const token = await readToken(file);
  http.hide(token);
  const body = {
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: role,
    RoleSessionName: env.AWS_ROLE_SESSION_NAME || 'letsencrypt-dns',
    WebIdentityToken: token,
  };
  return http.post(path`https://${host}/`, Assumed, body, {
    bodyFormat: 'form',
    responseFormat: 'xml',
    repeatable: true,
  });
}

async function readToken(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    throw new Failure('CONFIG', 'the web identity token cannot be read', { place: file, cause: error });
  }
}
