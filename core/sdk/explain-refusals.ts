import { type FailureWords, kindOf } from './explain-words.js';
import type { FailureCode } from './failure.js';
import type { ExplainedFailure, HttpResponse } from './http.js';
import { checkCodes } from './known-word.js';

/** What a service says of a failure. */
export interface Refusal {
  /** Words for people; what is no text is told as JSON. */
  readonly message?: unknown;
  readonly serviceCode?: string | number | null | undefined;
}

/** Tells refusals from other answers: a zod schema that fits refusals only. */
export interface RefusalSchema {
  safeParse(data: unknown): { readonly data?: Refusal | undefined };
}

/**
 * For `explain`, where the body says that a request failed, whatever its status: finds the refusal and its kind by the
 * service's own code, its words, or both with a blank between. A refusal of no known kind is what its status says, or what `otherwise` says.
 * @throws Failure CONFIG where there is no such kind
 */
export function explainRefusals(
  schema: RefusalSchema,
  kinds: FailureWords = [],
  otherwise?: FailureCode,
): (response: HttpResponse) => ExplainedFailure | undefined {
  checkCodes([...kinds.map(([, code]) => code), ...(otherwise === undefined ? [] : [otherwise])]);
  return ({ data }) => {
    const refusal = schema.safeParse(data).data;
    if (refusal === undefined) return undefined;
    const message = wordsOf(refusal.message) || 'no reason given';
    const serviceCode =
      refusal.serviceCode === undefined || refusal.serviceCode === null ? undefined : String(refusal.serviceCode);
    const texts = serviceCode === undefined ? [message] : [serviceCode, message, `${serviceCode} ${message}`];
    const kind = kindOf(kinds, texts) ?? (otherwise && { code: otherwise });
    return { message, ...kind, ...(serviceCode !== undefined && { serviceCode }) };
  };
}

function wordsOf(told: unknown): string {
  if (typeof told === 'string') return told.trim();
  return told === undefined || told === null ? '' : JSON.stringify(told);
}
