import { z } from 'zod';
import type { ExplainedFailure, FailureCode, HttpResponse } from '../../core/sdk/index.js';

const Refusal = z.object({ error: z.object({ code: z.coerce.number(), message: z.string() }) });

const kinds: Readonly<Record<number, FailureCode>> = {
  401: 'AUTHENTICATION',
  403: 'AUTHENTICATION',
  404: 'RECORD_NOT_FOUND',
  409: 'RECORD_EXISTS',
  420: 'RATE_LIMITED',
  429: 'RATE_LIMITED',
};

/** Our own name for a 500 without a word, which the API is known to answer to a record that it has added. */
export const silentError = 'empty-500';

/** Refusals come with their own code in the body, some of them under status 200. */
export function explain({ status, data }: HttpResponse): ExplainedFailure | undefined {
  const refusal = Refusal.safeParse(data).data?.error;
  const code = kinds[refusal?.code ?? status];
  if (refusal === undefined) return code && { code };
  return { message: refusal.message, serviceCode: String(refusal.code), ...(code && { code }) };
}

/** The same for an added record. */
export function explainAdding(response: HttpResponse): ExplainedFailure | undefined {
  const silent = response.status === 500 && response.text.trim() === '';
  return silent ? { serviceCode: silentError, retryable: false } : explain(response);
}
