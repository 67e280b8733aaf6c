import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { authorityOf, fewestNames, mostNamesAt } from './authority.js';
import type { DesiredCertificate } from './desired-state.js';
import { filePlace } from './places.js';
import type { ProblemCollector } from './problems.js';
import type { Settings } from './settings.js';

/**
 * What the CAs are known to refuse: more names than they take, and new accounts without external account binding.
 * @param credentials `optional`: no CA will be asked for an account
 */
export function checkAuthorities(
  certificates: readonly DesiredCertificate[],
  settings: Settings,
  credentials: 'required' | 'optional' | undefined,
  problems: ProblemCollector,
): void {
  for (const { name, domains, server, acmeProfile, source } of certificates) {
    // Most have a handful.
    if (domains.length <= fewestNames) continue;
    const most = mostNamesAt(server, acmeProfile);
    if (domains.length <= most) continue;
    const where = acmeProfile === undefined ? 'the CA takes' : `the CA takes with the profile \`${acmeProfile}\``;
    problems.warn(
      filePlace(source.file, source.line, source.column),
      `\`${name}\` has ${domains.length} names, and ${most} is the most that ${where}`,
      { scope: 'certificate', certificate: name, hint: 'Divide it into several certificates' },
    );
  }
  if (credentials === 'optional' || settings.eab !== undefined) return;
  for (const server of new Set(certificates.map((certificate) => certificate.server))) {
    const { title, binding } = authorityOf(server) ?? {};
    if (binding === undefined || hasAccount(settings.configDir, server)) continue;
    problems.error('LETSENCRYPT_EAB_KID', `${title} makes no account without external account binding`, {
      hint: `${binding}, and set LETSENCRYPT_EAB_KID and LETSENCRYPT_EAB_HMAC_KEY`,
    });
  }
}

/** Whether there is an account from earlier, as certbot keeps it. */
function hasAccount(configDir: string, server: string): boolean {
  const { host, pathname } = new URL(server);
  return existsSync(join(configDir, 'accounts', host, pathname));
}
