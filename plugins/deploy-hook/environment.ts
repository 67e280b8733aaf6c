import type { IssuedCertificate } from '../../core/sdk/index.js';

/** In characters: what one variable may hold is bounded by the system. */
const longestList = 32_000;

type Environment = Readonly<Record<string, string | undefined>>;

/** The variables of this process that the user wants a hook to see, although they may be secrets. */
export function namedVariables(environment: Environment, named: string): Record<string, string> {
  const wanted = named.split(/[\s,]+/).flatMap((name) => {
    const value = environment[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(wanted);
}

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
