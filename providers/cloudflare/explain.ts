import { z } from 'zod';
import type { ExplainedFailure, FailureCode, HttpResponse } from '../../core/sdk/index.js';

const Errors = z.object({
  errors: z.array(
    z.object({
      code: z.number(),
      message: z.string(),
      error_chain: z.array(z.object({ message: z.string() })).optional(),
    }),
  ),
});

/** Codes that say more than the status; the API answers most of them with 400. */
const kinds: Readonly<Record<number, FailureCode>> = {
  6003: 'AUTHENTICATION', // invalid request headers: the token is malformed
  7003: 'ZONE_NOT_FOUND', // no such zone identifier
  9109: 'AUTHENTICATION',
  10000: 'AUTHENTICATION',
  81044: 'RECORD_NOT_FOUND',
  81057: 'RECORD_EXISTS',
  81058: 'RECORD_EXISTS',
};

export function explain(response: HttpResponse): ExplainedFailure | undefined {
  if (response.ok) return undefined;
  const [error] = Errors.safeParse(response.data).data?.errors ?? [];
  if (error === undefined) return {};
  const code = kinds[error.code];
  const words = [error, ...(error.error_chain ?? [])].map(({ message }) => message);
  return { message: words.join(': '), serviceCode: String(error.code), ...(code !== undefined && { code }) };
}
