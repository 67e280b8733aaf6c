import { z } from 'zod';
import type { FailureWords } from '../../../core/sdk/index.js';

/** A failure of a service that speaks JSON: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html#operation-error-serialization */
export const Thrown = z
  .object({ __type: z.string(), message: z.string().optional(), Message: z.string().optional() })
  .transform(({ __type, Message, message = Message }) => ({ serviceCode: __type.replace(/^.*#/, ''), message }));

/** What the code says where the status (400 for nearly all) does not. */
export const thrownKinds: FailureWords = [
  [/^(AccessDenied|Unauthenticated|UnrecognizedClient|ExpiredToken|InvalidSignature)(Exception)?$/, 'AUTHENTICATION'],
  [/^(IncompleteSignature|InvalidClientTokenId|MissingAuthenticationToken)(Exception)?$/, 'AUTHENTICATION'],
  [/^(Throttling|TooManyRequests)(Exception)?$/, 'RATE_LIMITED'],
  [/^NotFoundException$/, 'RECORD_NOT_FOUND'],
  [/^ServiceException$/, 'SERVER'],
];
