import type { IssuedCertificate } from '../../core/sdk/index.js';

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
