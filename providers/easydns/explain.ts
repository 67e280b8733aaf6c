import { z } from 'zod';
import { explainRefusals, explainStatus, type HttpDefaults } from '../../core/sdk/index.js';

const Refusal = z
  .object({ error: z.object({ code: z.coerce.number(), message: z.unknown().optional() }) })
  .transform(({ error }) => ({ message: error.message, serviceCode: error.code }));
const explainRefusal = explainRefusals(Refusal, [
  [/^40[13]$/, 'AUTHENTICATION'],
  [/^404$/, 'RECORD_NOT_FOUND'],
  [/^409$/, 'RECORD_EXISTS'],
  [/^42[09]$/, 'RATE_LIMITED'],
]);
const explainOther = explainStatus({ 409: 'RECORD_EXISTS', 420: 'RATE_LIMITED' });

/** Our own name for a 500 without a word, which the API is known to answer to a record that it has added. */
export const silentError = 'empty-500';

type Explain = NonNullable<HttpDefaults['explain']>;

/** Refusals come with their own code in the body, some of them under status 200. */
export const explain: Explain = (response) => explainRefusal(response) ?? explainOther(response);

/** The same for an added record. */
export const explainAdding: Explain = (response) => {
  const silent = response.status === 500 && response.text.trim() === '';
  return silent ? { serviceCode: silentError, retryable: false } : explain(response);
};
