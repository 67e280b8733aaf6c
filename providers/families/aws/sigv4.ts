import { encodeStrictly, type OutgoingRequest, scopedAuthorization } from '../../../core/sdk/index.js';

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
  const key = {
    algorithm: 'AWS4-HMAC-SHA256',
    id: credentials.accessKeyId,
    secret: `AWS4${credentials.secretAccessKey}`,
    scope: [time.slice(0, 8), scope.region, scope.service, 'aws4_request'],
    time,
  };
  headers.authorization = scopedAuthorization(request, ['host', ...names], key, path);
}
