import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { baseAddress, type ExplainedFailure, type HttpResponse, path } from '../../../core/sdk/index.js';
import type { CredentialSources } from './credential-sources.js';
import { explain } from './explain.js';
import { type AwsCredentials, signV4 } from './sigv4.js';

const Credentials = z
  .object({
    AccessKeyId: z.string(),
    SecretAccessKey: z.string(),
    SessionToken: z.string(),
    Expiration: z.string(),
  })
  .transform((given) => ({
    accessKeyId: given.AccessKeyId,
    secretAccessKey: given.SecretAccessKey,
    sessionToken: given.SessionToken,
    expiresAt: Date.parse(given.Expiration),
  }));
const Assumed = z
  .object({ AssumeRoleResponse: z.object({ AssumeRoleResult: z.object({ Credentials }) }) })
  .transform(({ AssumeRoleResponse: { AssumeRoleResult } }) => AssumeRoleResult.Credentials);
const WithWebIdentity = z
  .object({
    AssumeRoleWithWebIdentityResponse: z.object({ AssumeRoleWithWebIdentityResult: z.object({ Credentials }) }),
  })
  .transform(({ AssumeRoleWithWebIdentityResponse: answer }) => answer.AssumeRoleWithWebIdentityResult.Credentials);

export interface Role {
  readonly arn: string;
  readonly externalId?: string | undefined;
  readonly sessionName?: string | undefined;
  /** Where the profile names one. */
  readonly region?: string | undefined;
}

/** A role taken on by whoever the credentials belong to. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export async function assumeRole(sources: CredentialSources, by: AwsCredentials, role: Role): Promise<AwsCredentials> {
  const { address, region } = serviceFor(sources, role.region);
  const body = {
    Action: 'AssumeRole',
    ...common(sources, role),
    ...(role.externalId !== undefined && { ExternalId: role.externalId }),
  };
  return sources.http.post(address, Assumed, body, {
    ...request,
    sign: (outgoing) => signV4(outgoing, by, { region, service: 'sts', now: sources.now() }),
  });
}

/**
 * The role of a Kubernetes service account (IRSA) or of another OpenID Connect identity.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export async function assumeRoleWithToken(sources: CredentialSources, token: string, role: Role) {
  sources.http.hide(token);
  const body = { Action: 'AssumeRoleWithWebIdentity', ...common(sources, role), WebIdentityToken: token };
  return sources.http.post(serviceFor(sources, role.region).address, WithWebIdentity, body, request);
}

const request = { bodyFormat: 'form', responseFormat: 'xml', repeatable: true, explain: explainSts } as const;

function common({ env }: CredentialSources, { arn, sessionName }: Role) {
  const usual = `letsencrypt-dns-${randomUUID()}`;
  return {
    Version: '2011-06-15',
    RoleArn: arn,
    RoleSessionName: sessionName ?? (env.AWS_ROLE_SESSION_NAME || usual),
  };
}

function serviceFor({ env, options }: CredentialSources, ofProfile: string | undefined) {
  const told = options.region === 'us-east-1' ? undefined : options.region;
  const region = env.AWS_REGION || env.AWS_DEFAULT_REGION || told || ofProfile;
  const suffix = region?.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const usual = path`https://${region ? `sts.${region}.${suffix}` : 'sts.amazonaws.com'}/`;
  const given = env.AWS_ENDPOINT_URL_STS || env.AWS_ENDPOINT_URL;
  return { address: given ? path`${baseAddress(given)}/` : usual, region: region || 'us-east-1' };
}

/** A role that may not be taken on, and a token that is no good, are answered by 403 and 400. */
function explainSts(response: HttpResponse): ExplainedFailure | undefined {
  const explained = explain(response);
  const isRefused = /^(AccessDenied|ExpiredToken.*|InvalidIdentityToken|IDPRejectedClaim)$/;
  if (explained?.serviceCode === undefined || !isRefused.test(explained.serviceCode)) return explained;
  return { ...explained, code: 'AUTHENTICATION' };
}
