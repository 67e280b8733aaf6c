import { z } from 'zod';
import type { ExplainedFailure, FailureCode, HttpResponse } from '../../core/sdk/index.js';

const Status = z.object({ status: z.object({ code: z.coerce.string(), message: z.string() }) });

const success = '1';

/** Codes that say more than that something was refused. https://docs.dnspod.cn/api/common-response/ */
const kinds: Readonly<Record<string, FailureCode>> = {
  '-1': 'AUTHENTICATION',
  '-2': 'RATE_LIMITED',
  '-8': 'AUTHENTICATION', // too many failed logins: banned for a while
  '6': 'ZONE_NOT_FOUND',
  '9': 'AUTHENTICATION', // somebody else's domain
  '13': 'ZONE_NOT_FOUND',
  '104': 'RECORD_EXISTS',
};

/** Everything is answered with status 200; the code says what it was. */
export function explain(
  { data }: HttpResponse,
  more: Readonly<Record<string, FailureCode>> = {},
): ExplainedFailure | undefined {
  const status = Status.safeParse(data).data?.status;
  if (status === undefined || status.code === success) return undefined;
  const { message, code: serviceCode } = status;
  return { code: more[serviceCode] ?? kinds[serviceCode] ?? 'API', message, serviceCode };
}
