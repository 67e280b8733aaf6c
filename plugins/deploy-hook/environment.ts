import type { IssuedCertificate } from '../../core/sdk/index.js';

/** In characters: what one variable may hold is bounded by the system. */
const longestList = 32_000;

/** What certbot and dnsrobocert tell a hook of the certificate. */
export function certificateVariables({ name, domains, paths, profile }: IssuedCertificate): Record<string, string> {
  return {
    RENEWED_LINEAGE: paths.live,
    RENEWED_DOMAINS: domains.join(' '),
    DNSROBOCERT_CERTIFICATE_NAME: name,
    DNSROBOCERT_CERTIFICATE_DOMAINS: domains.join(','),
    DNSROBOCERT_CERTIFICATE_PROFILE: profile ?? '',
  };
}

/** The domains of several certificates as certbot tells them to post hooks; it cuts them as well. */
export function domainsOf(certificates: readonly IssuedCertificate[]): string {
  return certificates
    .flatMap(({ domains }) => domains)
    .join(' ')
    .slice(0, longestList);
}
