import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Failure, path } from '../../../core/sdk/index.js';
import type { CredentialSources } from './credential-sources.js';
import { awsFolder, type Settings } from './shared-files.js';
import type { AwsCredentials } from './sigv4.js';

const Cached = z.object({ accessToken: z.string(), expiresAt: z.string() });
const RoleCredentials = z
  .object({
    roleCredentials: z.object({
      accessKeyId: z.string(),
      secretAccessKey: z.string(),
      sessionToken: z.string(),
      expiration: z.number(),
    }),
  })
  .transform(({ roleCredentials: { expiration, ...keys } }) => ({ ...keys, expiresAt: expiration }));

/**
 * The role of a single sign-on, by the token that `aws sso login` left behind.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-sso-credentials.html
 * @throws Failure AUTHENTICATION where the login is missing or over
 */
export async function fromSso(
  sources: CredentialSources,
  profile: Settings,
  session: Settings = {},
): Promise<AwsCredentials> {
  const { sso_start_url: startUrl = '', sso_region: region = '' } = { ...profile, ...session };
  const name = profile.sso_session ?? startUrl;
  const file = join(awsFolder(sources.env), 'sso', 'cache', `${createHash('sha1').update(name).digest('hex')}.json`);
  const cached = Cached.safeParse(await readJson(file)).data;
  if (cached === undefined || Date.parse(cached.expiresAt) <= sources.now()) {
    throw new Failure('AUTHENTICATION', `the single sign-on at AWS is ${cached ? 'over' : 'missing'}`, {
      place: file,
      hint: 'Run `aws sso login`; what runs unattended is better off with a role or an access key',
    });
  }
  sources.http.hide(cached.accessToken);
  const { env } = sources;
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const baseUrl = env.AWS_ENDPOINT_URL_SSO || path`https://${`portal.sso.${region}.${suffix}`}`;
  return sources.http.extend({ baseUrl }).get('/federation/credentials', RoleCredentials, {
    query: { role_name: profile.sso_role_name, account_id: profile.sso_account_id },
    headers: { 'x-amz-sso_bearer_token': cached.accessToken },
  });
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}
