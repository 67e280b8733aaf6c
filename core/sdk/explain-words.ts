import type { FailureCode } from './failure.js';
import type { ExplainedFailure, HttpResponse } from './http.js';
import { checkCodes } from './known-word.js';

/** What else is told of a kind of failure: `{ hint: 'Switch the API on' }`, `{ retryAfterMs: 30_000 }`. */
export type FailureRemark = Pick<ExplainedFailure, 'hint' | 'retryable' | 'retryAfterMs'>;

/** Kinds of failures by words that tell them, the first that fits. */
export type FailureWords = readonly (readonly [words: RegExp, code: FailureCode, remark?: FailureRemark])[];

/** The first kind that one of these texts fits; undefined where none does. */
export function kindOf(kinds: FailureWords, texts: readonly string[]): ExplainedFailure | undefined {
  const found = kinds.find(([words]) => texts.some((text) => words.test(text)));
  return found && { code: found[1], ...found[2] };
}

/**
 * For `explain`, where an API answers several failures with one status: words of the answer that tell them apart.
 * What has none of these words is what its status says.
 * @throws Failure CONFIG where there is no such kind
 */
export function explainWords(kinds: FailureWords): (response: HttpResponse) => ExplainedFailure | undefined {
  checkCodes(kinds.map(([, code]) => code));
  return ({ ok, text }) => (ok ? undefined : kindOf(kinds, [text]));
}
