import { z } from 'zod';
import { placeOf } from '../http/redact.js';
import { Failure } from '../sdk/failure.js';
import { Problem } from './problem.js';

/** The kinds of requests, as metrics and benchmarks count them. */
export type AcmeResource =
  | 'directory'
  | 'newNonce'
  | 'newAccount'
  | 'account'
  | 'newOrder'
  | 'order'
  | 'authorization'
  | 'challenge'
  | 'finalize'
  | 'certificate'
  | 'revokeCert'
  | 'renewalInfo';

/** RFC 8555, section 7.1.1; `renewalInfo` is RFC 9773, `profiles` draft-aaron-acme-profiles. */
export const Directory = z.looseObject({
  newNonce: z.url(),
  newAccount: z.url(),
  newOrder: z.url(),
  revokeCert: z.url(),
  renewalInfo: z.url().optional(),
  meta: z
    .object({
      termsOfService: z.string().optional(),
      caaIdentities: z.array(z.string()).optional(),
      externalAccountRequired: z.boolean().optional(),
      profiles: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
});
export type Directory = z.infer<typeof Directory>;

const moment = z
  .string()
  .transform((text) => new Date(text))
  .optional();

/** RFC 8555, section 7.1.3. */
export const OrderBody = z.object({
  status: z.enum(['pending', 'ready', 'processing', 'valid', 'invalid']),
  expires: moment,
  identifiers: z.array(z.object({ value: z.string() })),
  authorizations: z.array(z.string()),
  finalize: z.string(),
  certificate: z.string().optional(),
  error: Problem.optional(),
  profile: z.string().optional(),
});

export const ChallengeBody = z.object({
  type: z.string(),
  url: z.string(),
  status: z.enum(['pending', 'processing', 'valid', 'invalid']),
  token: z.string().optional(),
  error: Problem.optional(),
});

/** RFC 8555, section 7.1.4. */
export const AuthorizationBody = z.object({
  identifier: z.object({ value: z.string() }),
  status: z.enum(['pending', 'valid', 'invalid', 'deactivated', 'expired', 'revoked']),
  expires: moment,
  wildcard: z.boolean().optional(),
  challenges: z.array(ChallengeBody),
});

/** RFC 9773, section 4.2. */
export const RenewalInfoBody = z.object({
  suggestedWindow: z.object({ start: z.coerce.date(), end: z.coerce.date() }),
  explanationURL: z.string().optional(),
});

/** Parses what the CA sent, from this URL. @throws Failure RESPONSE, with the first thing that is wrong */
export function parseBody<T>(schema: z.ZodType<T>, data: unknown, url: string): T {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const [words] = result.error.issues.map(({ path, message }) => {
    const where = path.length === 0 ? '' : ` at ${path.join('.')}`;
    return `${where}: ${message}`;
  });
  throw new Failure('RESPONSE', `the CA sent an answer that cannot be understood${words}`, {
    place: placeOf(url),
    cause: result.error,
    hint: 'Check that the server is an ACME server (RFC 8555)',
  });
}
