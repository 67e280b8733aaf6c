import { authorityOf } from '../config/authority.js';
import { chooseProfile } from '../config/choose-profile.js';
import type { DesiredCertificate, DesiredState } from '../config/desired-state.js';
import type { CertificateOption } from '../sdk/manifest.js';

/** What the program takes a configuration for: from whom certificates come, by which way, and when. */
export interface Understood {
  readonly sources: readonly { readonly path: string; readonly status: string }[];
  readonly authorities: readonly UnderstoodAuthority[];
  readonly providers: readonly { readonly profile: string; readonly provider: string; readonly place: string }[];
  readonly schedule: { readonly cron: string; readonly timeZone?: string; readonly next?: Date };
  readonly certificates: readonly UnderstoodCertificate[];
}

export interface UnderstoodAuthority {
  /** ACME directory URL. */
  readonly server: string;
  readonly title?: string;
  readonly isStaging: boolean;
  /** Whether there is an account, or one is made with the first order. */
  readonly hasAccount: boolean;
  readonly contact?: string;
}

export interface UnderstoodCertificate {
  readonly name: string;
  readonly domains: readonly string[];
  /** Ids of the profiles that its records are written with; none: no profile fits. */
  readonly profiles: readonly string[];
  readonly server: string;
  readonly keyType: string;
  /** What is done with each new one. */
  readonly afterwards: readonly string[];
}

export interface UnderstoodFacts {
  readonly state: DesiredState;
  /** Directory URLs at which there is an account. */
  readonly registered: ReadonlySet<string>;
  readonly isStaging: (server: string) => boolean;
  /** When the next pass of the daemon is due. */
  readonly next: Date | undefined;
}

/** Pure: nothing is asked, so that what the DNS decides later (CNAMEs, name servers) is not in it. */
export function understand({ state, registered, isStaging, next }: UnderstoodFacts): Understood {
  const { settings, certificates, profiles, sources } = state;
  const servers = [...new Set(certificates.map(({ server }) => server))];
  return {
    sources: sources.map(({ path, status }) => ({ path, status })),
    authorities: (servers.length === 0 ? [settings.server] : servers).map((server) => {
      const title = authorityOf(server)?.title;
      return {
        server,
        ...(title !== undefined && { title }),
        isStaging: isStaging(server),
        hasAccount: registered.has(server),
        ...(settings.mail !== undefined && { contact: settings.mail }),
      };
    }),
    providers: Object.values(profiles).map(({ id, provider, place }) => ({ profile: id, provider, place })),
    schedule: {
      cron: settings.cron,
      ...(settings.timeZone !== undefined && { timeZone: settings.timeZone }),
      ...(next !== undefined && { next }),
    },
    certificates: certificates.map((certificate) => ({
      name: certificate.name,
      domains: certificate.domains,
      profiles: profilesOf(state, certificate),
      server: certificate.server,
      keyType: certificate.keyType,
      afterwards: afterwardsOf(certificate),
    })),
  };
}

function profilesOf(state: DesiredState, certificate: DesiredCertificate): string[] {
  const chosen = certificate.domains.map(
    (domain) => chooseProfile(state, certificate, `_acme-challenge.${domain.replace(/^\*\./, '')}`, false)?.id,
  );
  return [...new Set(chosen)].filter((id) => id !== undefined);
}

/** The plugins that it says something to, with the containers that they are about. */
function afterwardsOf({ steps }: DesiredCertificate): string[] {
  return Object.entries(steps).flatMap(([plugin, options]) => {
    const values = Object.values(options);
    const isSwitchedOff = values.includes(false) && !values.includes(true);
    const isSaid = values.some((value) => value === true || (Array.isArray(value) ? value.length > 0 : Boolean(value)));
    if (isSwitchedOff || !isSaid) return [];
    const containers = [...new Set(values.flatMap(containersOf))];
    return [containers.length === 0 ? plugin : `${plugin} (${containers.join(', ')})`];
  });
}

function containersOf(value: CertificateOption): string[] {
  if (!Array.isArray(value)) return [];
  return value.map((entry) => (typeof entry === 'string' ? entry : entry.container));
}
