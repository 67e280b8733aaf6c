import { createSign } from 'node:crypto';
import { z } from 'zod';
import { type ExplainedFailure, Failure, type HttpClient, type HttpResponse } from '../../core/sdk/index.js';
import type { ServiceAccount } from './credentials.js';

const Token = z.object({ access_token: z.string() }).transform(({ access_token }) => access_token);

/** For keys that do not say it. */
const usualTokenUrl = 'https://www.googleapis.com/oauth2/v4/token';
const lifetimeSeconds = 3600;

/**
 * Asks for an access token, good for an hour, by a signed assertion
 * (https://developers.google.com/identity/protocols/oauth2/service-account#httprest).
 * @throws Failure CONFIG for a key that cannot sign, AUTHENTICATION where it is refused
 */
export async function byKey(http: HttpClient, account: ServiceAccount, scope: string, now: number): Promise<string> {
  const grant_type = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
  const { token_uri: tokenUrl = usualTokenUrl } = account;
  const body = { grant_type, assertion: assertionOf(account, scope, tokenUrl, Math.floor(now / 1000)) };
  return http.post(tokenUrl, Token, body, { bodyFormat: 'form', repeatable: true, explain });
}

function assertionOf({ client_email, private_key }: ServiceAccount, scope: string, aud: string, iat: number): string {
  const header = { alg: 'RS256', typ: 'JWT' };
  const claims = { iss: client_email, scope, aud, exp: iat + lifetimeSeconds, iat };
  const text = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  try {
    return `${text}.${createSign('RSA-SHA256').update(text).sign(private_key, 'base64url')}`;
  } catch (cause) {
    throw new Failure('CONFIG', 'the private key of the service account cannot be used', {
      place: '--auth-service-account-info',
      cause,
    });
  }
}

/** A key that was deleted, and a clock that is wrong, are answered by 400. */
function explain({ ok, status }: HttpResponse): ExplainedFailure | undefined {
  if (ok) return undefined;
  return status === 400 ? { code: 'AUTHENTICATION' } : {};
}
