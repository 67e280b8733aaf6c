import { z } from 'zod';
import type { ExplainedFailure, HttpResponse } from '../../core/sdk/index.js';
import { explain as explainCommon } from '../families/aws/explain.js';

const Texts = z.union([z.string(), z.array(z.string())]).transform((texts) => [texts].flat());
const InvalidBatch = z.object({ InvalidChangeBatch: z.object({ Messages: z.object({ Message: Texts }) }) });

/** https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html */
export function explain(response: HttpResponse): ExplainedFailure | undefined {
  const batch = response.ok ? undefined : InvalidBatch.safeParse(response.data).data;
  if (batch === undefined) return explainCommon(response);
  const message = batch.InvalidChangeBatch.Messages.Message.join('; ');
  // Said of a deletion alone. Where a set stands that is to be made, others may have made it with other values.
  const isGone = /it was not found/.test(message);
  return { message, serviceCode: 'InvalidChangeBatch', ...(isGone && { code: 'RECORD_NOT_FOUND' }) };
}
