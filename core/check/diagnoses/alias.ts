import type { ChallengeTarget } from '../../dns/challenge-target.js';
import type { Diagnosis } from '../diagnosis.js';

/** A CNAME leads to a name of which the DNS knows no zone. */
export function diagnoseAlias({ challengeName, chain, target, zone }: ChallengeTarget): Diagnosis | undefined {
  if (chain.length < 2 || zone.source !== 'public-suffix') return undefined;
  return {
    code: 'cname-nowhere',
    severity: 'error',
    subject: challengeName,
    message: `the CNAME record of ${challengeName} points nowhere: there is no zone ${zone.apex} (${chain.join(' → ')})`,
    hint: `Correct or remove the CNAME record, or register and delegate the zone of ${target}`,
  };
}
