import { stateWords, troubles } from '../../issuance/status/certificate-state.js';
import type { CertificateStatus } from '../../issuance/status/certificate-status.js';
import { describeProblem } from '../health.js';
import type { StatusReport } from '../report.js';
import { firstExpiry } from './certificates.js';
import { span } from './moments.js';

/** What the page says before all else. All is well only where nothing is wrong with any certificate. */
export function headlineOf({ certificates, health }: StatusReport): string {
  const count = health.problems.filter(({ certificate }) => certificate !== undefined).length;
  if (count > 0) return count === 1 ? 'A certificate needs you' : `${count} certificates need you`;
  if (!health.healthy) return 'Something hangs';
  const troubled = troubledIn(certificates).length;
  if (troubled > 0) return troubled === 1 ? 'A certificate needs a look' : `${troubled} certificates need a look`;
  return certificates.length === 0 ? 'No certificates yet' : 'All certificates are in order';
}

/** The line below: which and why, else when the first one expires. */
export function sublineOf({ certificates, health, at, passRunningSince }: StatusReport): string {
  const counts = troubles.flatMap((trouble) => {
    const count = certificates.filter((certificate) => certificate.troubles.includes(trouble)).length;
    return count === 0 ? [] : [`${count} ${stateWords[trouble]}`];
  });
  const hanging = health.problems.filter(({ certificate }) => certificate === undefined).map(describeProblem);
  const first = firstExpiry(certificates, at);
  const calm = first === undefined ? 'Nothing to watch over.' : `The first one expires in ${first}.`;
  const isBusy = passRunningSince !== undefined && hanging.length === 0;
  const busy = isBusy ? [`A pass has been at work for ${span(at - passRunningSince)}`] : [];
  return [...hanging, ...(counts.length > 0 || hanging.length > 0 ? counts : [calm]), ...busy].join(' · ');
}

/** `bad` where health is, `note` where something else is wrong. */
export function toneOf({ certificates, health }: StatusReport): 'bad' | 'note' | 'good' {
  if (!health.healthy) return 'bad';
  return troubledIn(certificates).length > 0 ? 'note' : 'good';
}

function troubledIn(certificates: readonly CertificateStatus[]): CertificateStatus[] {
  return certificates.filter(({ troubles: found }) => found.length > 0);
}
