import type { FailureCode } from './failure.js';
import type { ExplainedFailure, HttpResponse } from './http.js';

/** Kinds of failures by words that tell them, the first that fits. */
export type FailureWords = readonly (readonly [words: RegExp, code: FailureCode])[];

/**
 * For `explain`, where an API answers several failures with one status: words of the answer that tell them apart.
 * What has none of these words is what its status says.
 */
export function explainWords(kinds: FailureWords): (response: HttpResponse) => ExplainedFailure | undefined {
  return ({ ok, text }) => {
    const code = ok ? undefined : kinds.find(([words]) => words.test(text))?.[1];
    return code && { code };
  };
}
