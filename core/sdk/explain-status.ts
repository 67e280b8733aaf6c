import type { FailureCode } from './failure.js';
import type { ExplainedFailure, HttpResponse } from './http.js';
import { checkCodes } from './known-word.js';

/** For `explain`, where the status of a failure has a meaning of its own: `explainStatus({ 409: 'RECORD_EXISTS' })`. @throws Failure CONFIG where there is no such kind */
export function explainStatus(
  codes: Readonly<Record<number, FailureCode>>,
): (response: HttpResponse) => ExplainedFailure | undefined {
  checkCodes(Object.values(codes));
  return ({ status }) => {
    const code = codes[status];
    return code && { code };
  };
}
