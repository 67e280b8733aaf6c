import type { PassContext } from '../issuance/pass/pass-context.js';

/** What a check needs of a pass. */
export type CheckContext = Pick<
  PassContext,
  'state' | 'store' | 'accounts' | 'providers' | 'dns' | 'signal' | 'clock' | 'log' | 'leftovers'
>;
