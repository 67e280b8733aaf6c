import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { Failure, type HttpClient, path } from '../../core/sdk/index.js';
import { byKey } from './assertion.js';
import type { Credentials, External, User } from './credentials.js';
import { metadataToken } from './metadata.js';

const Token = z.object({ access_token: z.string() }).transform(({ access_token }) => access_token);
const Impersonated = z.object({ accessToken: z.string() }).transform(({ accessToken }) => accessToken);

const dnsScope = 'https://www.googleapis.com/auth/ndev.clouddns.readwrite';
/** What it takes to act as somebody else. */
const anyScope = 'https://www.googleapis.com/auth/cloud-platform';

export interface TokenSources {
  readonly http: HttpClient;
  readonly now: () => number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Undefined: those of the machine. */
  readonly credentials: Credentials | undefined;
  /** E-mail address of the service account to act as. */
  readonly impersonate: string | undefined;
}

/** An access token for Cloud DNS, by whatever the credentials are. https://cloud.google.com/docs/authentication/application-default-credentials */
export async function fetchToken(sources: TokenSources): Promise<string> {
  const { http, impersonate } = sources;
  if (impersonate === undefined) return ownToken(sources, dnsScope);
  const token = await ownToken(sources, anyScope);
  const account = path`https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${impersonate}`;
  return actAs(http, token, path`${account}:generateAccessToken`);
}

async function ownToken(sources: TokenSources, scope: string): Promise<string> {
  const { http, now, credentials, env } = sources;
  if (credentials === undefined) return metadataToken(http, env, scope);
  if ('client_email' in credentials) return byKey(http, credentials, scope, now());
  if (credentials.type === 'authorized_user') return byRefresh(http, credentials);
  const { service_account_impersonation_url: address } = credentials;
  if (credentials.type === 'external_account') {
    const exchanged = await byExchange(http, credentials);
    return address === undefined ? exchanged : actAs(http, exchanged, address, [], scope);
  }
  const source = await ownToken({ ...sources, credentials: credentials.source_credentials }, anyScope);
  return actAs(http, source, credentials.service_account_impersonation_url, credentials.delegates, scope);
}

async function actAs(
  http: HttpClient,
  bearer: string,
  address: Parameters<HttpClient['post']>[0],
  delegates: readonly string[] = [],
  scope = dnsScope,
): Promise<string> {
  http.hide(bearer);
  const body = { scope: [scope], lifetime: '3600s', ...(delegates.length > 0 && { delegates }) };
  return http.post(address, Impersonated, body, { bearer, repeatable: true });
}

/** The login of a person. */
async function byRefresh(http: HttpClient, { client_id, client_secret, refresh_token }: User): Promise<string> {
  http.hide(client_secret, refresh_token);
  const body = { grant_type: 'refresh_token', client_id, client_secret, refresh_token };
  const request = { bodyFormat: 'form', repeatable: true } as const;
  return http.post('https://oauth2.googleapis.com/token', Token, body, request);
}

/** The token of another identity provider. https://cloud.google.com/iam/docs/reference/sts/rest/v1/TopLevel/token */
async function byExchange(http: HttpClient, external: External): Promise<string> {
  const subject = await subjectToken(http, external);
  http.hide(subject);
  const body = {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    audience: external.audience,
    scope: anyScope,
    requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    subject_token: subject,
    subject_token_type: external.subject_token_type,
  };
  return http.post(external.token_url, Token, body, { bodyFormat: 'form', repeatable: true });
}

async function subjectToken(http: HttpClient, { credential_source: source }: External): Promise<string> {
  const { file, url, headers = {}, format } = source;
  const text =
    file !== undefined
      ? await readToken(file)
      : url !== undefined
        ? (await http.send('GET', url, { headers, responseFormat: 'text' })).text
        : undefined;
  if (text === undefined) {
    throw new Failure('CONFIG', 'the external account has its token from neither a file nor an address', {
      hint: 'Other sources (AWS, programs, certificates) are not supported: use one of these',
    });
  }
  if (format?.type !== 'json') return text.trim();
  const field = format.subject_token_field_name ?? 'access_token';
  return z
    .looseObject({ [field]: z.string() })
    .transform((data) => String(data[field]))
    .parse(JSON.parse(text));
}

/** Read anew each time: whoever mounts it changes it. */
async function readToken(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new Failure('CONFIG', 'the token of the external account cannot be read', { place: file, cause });
  }
}
