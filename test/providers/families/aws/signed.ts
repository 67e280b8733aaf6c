import type { OutgoingRequest } from '../../../../core/sdk/index.js';
import type { Credentials } from '../../../../core/testing/index.js';
import { type AwsCredentials, signV4 } from '../../../../providers/families/aws/sigv4.js';

/** Whether a request is signed with this key for this service: all that it says of itself is signed again. */
export function signedV4(
  key: AwsCredentials,
  scope: { readonly region: string; readonly service: string },
): Credentials {
  return ({ method, url, headers, body }) => {
    const { authorization, 'x-amz-date': time = '', ...others } = headers;
    const request: OutgoingRequest = { method: method as 'GET', url, headers: others, body };
    const moment = time.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5');
    signV4(request, key, { ...scope, now: Date.parse(moment) });
    return authorization === request.headers.authorization;
  };
}
