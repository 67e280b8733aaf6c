import { canonicalRequest, encodeStrictly, hmacChain, type OutgoingRequest, sha256 } from '../../../core/sdk/index.js';

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  /** Milliseconds since the epoch; undefined: they do not expire. */
  readonly expiresAt?: number | undefined;
}

export interface SigningScope {
  readonly region: string;
  readonly service: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Signs a request in place, with AWS Signature Version 4.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signV4(request: OutgoingRequest, credentials: AwsCredentials, scope: SigningScope): void {
  const time = new Date(scope.now).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const { headers } = request;
  headers['x-amz-date'] = time;
  if (credentials.sessionToken !== undefined) headers['x-amz-security-token'] = credentials.sessionToken;

  const names = Object.keys(headers).filter((name) => name === 'content-type' || name.startsWith('x-amz-'));
  // The path is encoded already; every service but S3 wants it encoded once more.
  const path = request.url.pathname.split('/').map(encodeStrictly).join('/');
  const { text, signedHeaders } = canonicalRequest(request, ['host', ...names], path);

  const day = time.slice(0, 8);
  const credentialScope = `${day}/${scope.region}/${scope.service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', time, credentialScope, sha256(text)].join('\n');
  const signature = hmacChain(
    `AWS4${credentials.secretAccessKey}`,
    day,
    scope.region,
    scope.service,
    'aws4_request',
    toSign,
  ).toString('hex');
  headers.authorization = [
    `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${credentialScope}`,
    `SignedHeaders=${signedHeaders}`,
    `Signature=${signature}`,
  ].join(', ');
}
