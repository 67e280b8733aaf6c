import { z } from 'zod';
import type { ExplainedFailure, FailureCode, HttpResponse } from '../../core/sdk/index.js';

const Refusal = z.object({ status: z.literal('Failed'), statusDescription: z.string() });

/** The API answers 200 to everything; the words say what it was. */
const kinds: readonly (readonly [RegExp, FailureCode])[] = [
  [/auth/i, 'AUTHENTICATION'],
  [/domain-name/i, 'ZONE_NOT_FOUND'],
  [/record-id/i, 'RECORD_NOT_FOUND'],
  [/already exists/i, 'RECORD_EXISTS'],
  [/too many requests|rate limit/i, 'RATE_LIMITED'],
];

export function explain({ data }: HttpResponse): ExplainedFailure | undefined {
  const refusal = Refusal.safeParse(data).data;
  if (refusal === undefined) return undefined;
  const code = kinds.find(([words]) => words.test(refusal.statusDescription))?.[1] ?? 'API';
  return { code, message: refusal.statusDescription };
}
