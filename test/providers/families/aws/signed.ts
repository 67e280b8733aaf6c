import { encodeStrictly, type OutgoingRequest, scopedAuthorization } from '../../../../core/sdk/index.js';
import type { Credentials } from '../../../../core/testing/index.js';
import type { AwsCredentials } from '../../../../providers/families/aws/sigv4.js';

/** Whether a request is signed with this key for this service: with the host, its kind and all that is of AWS, and whatever else the client says. */
export function signedV4(
  key: AwsCredentials,
  { region, service }: { readonly region: string; readonly service: string },
): Credentials {
  return ({ method, url, headers, body }) => {
    const { authorization = '', 'x-amz-date': time = '' } = headers;
    const names = /SignedHeaders=([^,]+)/.exec(authorization)?.[1]?.split(';') ?? [];
    const needed = Object.keys(headers).filter((name) => /^(content-type$|x-amz-)/.test(name));
    const request: OutgoingRequest = { method: method as 'GET', url, headers: { ...headers }, body };
    const path = url.pathname.split('/').map(encodeStrictly).join('/');
    const signed = scopedAuthorization(
      request,
      names,
      {
        algorithm: 'AWS4-HMAC-SHA256',
        id: key.accessKeyId,
        secret: `AWS4${key.secretAccessKey}`,
        scope: [time.slice(0, 8), region, service, 'aws4_request'],
        time,
      },
      path,
    );
    return ['host', 'x-amz-date', ...needed].every((name) => names.includes(name)) && authorization === signed;
  };
}
