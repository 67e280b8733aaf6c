import { nextTurn } from './charges.js';
import { chargesOf, type PlannedOrder } from './limits.js';
import type { Standing } from './rate-limits.js';

/** How long an order would have to wait as things stand, in milliseconds, and for what. Pure; takes nothing. */
export function waitForOrder(
  order: Pick<PlannedOrder, 'account' | 'domains'>,
  { used, blocked }: Standing,
  { isLimited, now }: { readonly isLimited: boolean; readonly now: number },
): { readonly ms: number; readonly subject: string } {
  const charges = chargesOf(order);
  let wait = { ms: 0, subject: '' };
  for (const { key, subject } of charges) {
    const until = blocked.get(key);
    if (until !== undefined && until - now > wait.ms) wait = { ms: until - now, subject };
  }
  if (!isLimited) return wait;
  const { at, by } = nextTurn(charges, used, now);
  return by !== undefined && at - now > wait.ms ? { ms: at - now, subject: by.name } : wait;
}
