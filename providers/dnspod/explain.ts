import { z } from 'zod';
import { explainRefusals, type FailureWords } from '../../core/sdk/index.js';

const success = '1';

/** Everything is answered with status 200; the code says what it was. */
const Refusal = z
  .object({
    status: z.object({ code: z.coerce.string().refine((code) => code !== success), message: z.unknown().optional() }),
  })
  .transform(({ status }) => ({ message: status.message, serviceCode: status.code }));

/** Codes that say more than that something was refused. https://docs.dnspod.cn/api/common-response/ */
const kinds: FailureWords = [
  // 9: somebody else's domain; -8: too many failed logins, banned for a while
  [/^(-1|-8|9)$/, 'AUTHENTICATION'],
  [/^-2$/, 'RATE_LIMITED'],
  [/^(6|13)$/, 'ZONE_NOT_FOUND'],
  [/^104$/, 'RECORD_EXISTS'],
];

export const explain = explainRefusals(Refusal, kinds);

/** The same for what is asked with a record's id. */
export const explainWithId = explainRefusals(Refusal, [[/^8$/, 'RECORD_NOT_FOUND'], ...kinds]);
