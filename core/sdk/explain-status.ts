import type { FailureCode } from './failure.js';
import type { ExplainedFailure, HttpResponse } from './http.js';

/** For `explain`, where the status of a failure has a meaning of its own: `explainStatus({ 409: 'RECORD_EXISTS' })`. */
export function explainStatus(
  codes: Readonly<Record<number, FailureCode>>,
): (response: HttpResponse) => ExplainedFailure | undefined {
  return ({ status }) => {
    const code = codes[status];
    return code && { code };
  };
}
