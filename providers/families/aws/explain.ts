import { z } from 'zod';
import type { ExplainedFailure, FailureCode, HttpResponse } from '../../../core/sdk/index.js';

const ErrorAnswer = z.object({
  ErrorResponse: z.object({ Error: z.object({ Code: z.string(), Message: z.string().optional() }) }),
});

/** What the code says where the status (400 for nearly all) does not. */
const kinds: Readonly<Record<string, FailureCode>> = {
  NoSuchHostedZone: 'ZONE_NOT_FOUND',
  PriorRequestNotComplete: 'RATE_LIMITED',
  ExpiredToken: 'AUTHENTICATION',
  IncompleteSignature: 'AUTHENTICATION',
  InvalidSignatureException: 'AUTHENTICATION',
  InvalidClientTokenId: 'AUTHENTICATION',
  MissingAuthenticationToken: 'AUTHENTICATION',
};

/** For services that answer in XML. https://docs.aws.amazon.com/Route53/latest/APIReference/CommonErrors.html */
export function explain(response: HttpResponse): ExplainedFailure | undefined {
  if (response.ok) return undefined;
  const error = ErrorAnswer.safeParse(response.data).data?.ErrorResponse.Error;
  if (error === undefined) return {};
  const isThrottled = /throttl|^(TooManyRequests|RequestLimitExceeded|SlowDown)/i.test(error.Code);
  const code = kinds[error.Code] ?? (isThrottled ? 'RATE_LIMITED' : undefined);
  return { message: error.Message ?? error.Code, serviceCode: error.Code, ...(code !== undefined && { code }) };
}
