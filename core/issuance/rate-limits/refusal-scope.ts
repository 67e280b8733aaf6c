import type { Failure } from '../../sdk/failure.js';
import { isWithin } from '../../sdk/names.js';
import { accountKey, domainKey, type PlannedOrder } from './limits.js';

/**
 * What else a CA's `rateLimited` blocks beside the certificate that met it: the whole account where it counts orders, a
 * registered domain where it counts certificates. Undefined: nothing else, as far as its words tell.
 */
export function refusalScope(failure: Failure, { account, domains }: PlannedOrder): string | undefined {
  const words = failure.message;
  if (/new-orders-per-account|too many new orders/i.test(words)) return accountKey(account);
  const domain = /too many certificates[^"]*already issued for "([^"]+)"/i.exec(words)?.[1]?.toLowerCase();
  const isOwn = domain !== undefined && domains.some((name) => isWithin(name, domain));
  return isOwn ? domainKey(account, domain) : undefined;
}
