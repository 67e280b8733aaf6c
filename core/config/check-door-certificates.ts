import type { DesiredCertificate } from './desired-state.js';
import type { DoorsSettings } from './doors.js';
import { didYouMean } from './nearest.js';
import type { ProblemCollector } from './problems.js';

/** The certificates that doors name must be there: that of the listener, or it would never open. */
export function checkDoorCertificates(
  { tls, clients, place }: DoorsSettings,
  { wanted, held }: { readonly wanted: readonly Pick<DesiredCertificate, 'name'>[]; readonly held: readonly string[] },
  problems: ProblemCollector,
): void {
  const names = [...wanted.map(({ name }) => name), ...held];
  if (tls !== undefined && 'certificate' in tls && !names.includes(tls.certificate)) {
    problems.error(place, `\`tls.certificate\`: there is no certificate \`${tls.certificate}\``, {
      hint: didYouMean(tls.certificate, names) ?? 'Add it to the certificates, or give `cert` and `key`',
    });
  }
  for (const client of clients) {
    for (const name of client.certificates) {
      if (names.includes(name)) continue;
      problems.warn(client.place, `there is no certificate \`${name}\` in this configuration`, {
        hint: didYouMean(name, names) ?? 'Its client gets 404 until it is there',
      });
    }
  }
}
