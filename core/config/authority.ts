/** A CA that is known by a short name. */
export interface Authority {
  readonly id: string;
  readonly title: string;
  /** ACME directory URL. */
  readonly server: string;
  /** That of its staging server; undefined: it has none. */
  readonly staging?: string;
  /** Its directory for ECDSA keys, where that is another one. */
  readonly ecdsaServer?: string;
  /** Whether a new account has to be bound to one at the CA (RFC 8555, section 7.3.4), and where to get the binding. */
  readonly binding?: string;
  /** Most names that one certificate may hold. */
  readonly mostNames: number;
}

/** Directory URLs of Let's Encrypt (https://letsencrypt.org/docs/acme-protocol-updates/, /docs/staging-environment/). */
export const letsEncryptServer = 'https://acme-v02.api.letsencrypt.org/directory';
export const letsEncryptStagingServer = 'https://acme-staging-v02.api.letsencrypt.org/directory';

/** Every CA with a short name. */
export const authorities: readonly Authority[] = [
  {
    id: 'letsencrypt',
    title: "Let's Encrypt",
    server: letsEncryptServer,
    staging: letsEncryptStagingServer,
    mostNames: 100,
  },
  {
    id: 'zerossl',
    title: 'ZeroSSL',
    server: 'https://acme.zerossl.com/v2/DV90',
    binding: 'Make EAB credentials at https://app.zerossl.com/developer',
    mostNames: 100,
  },
  {
    id: 'google',
    title: 'Google Trust Services',
    server: 'https://dv.acme-v02.api.pki.goog/directory',
    staging: 'https://dv.acme-v02.test-api.pki.goog/directory',
    binding: 'Run `gcloud publicca external-account-keys create`',
    mostNames: 100,
  },
  {
    id: 'sslcom',
    title: 'SSL.com',
    server: 'https://acme.ssl.com/sslcom-dv-rsa',
    ecdsaServer: 'https://acme.ssl.com/sslcom-dv-ecc',
    binding: 'Take them from API Credentials in the SSL.com account',
    mostNames: 100,
  },
  {
    id: 'actalis',
    title: 'Actalis',
    server: 'https://acme-api.actalis.com/acme/directory',
    binding: 'Take them from the ACME page of the Actalis account',
    mostNames: 100,
  },
];

/** Profiles with which Let's Encrypt takes fewer names (https://letsencrypt.org/docs/profiles/). */
const namesByProfile: Readonly<Record<string, number>> = { tlsserver: 25, shortlived: 25 };

/** So many every CA takes, whatever the profile. */
export const fewestNames = Math.min(...authorities.map(({ mostNames }) => mostNames), ...Object.values(namesByProfile));

/** The CA whose directory this is, staging or not. */
export function authorityOf(server: string): Authority | undefined {
  return authorities.find((authority) => urlsOf(authority).includes(server));
}

/** The CA of a short name. */
export function authorityCalled(name: string): Authority | undefined {
  return authorities.find(({ id }) => id === name.trim().toLowerCase());
}

/** The directory of a CA for keys of this type. */
export function serverFor({ server, ecdsaServer }: Authority, keyType: string): string {
  return keyType.startsWith('ecdsa') ? (ecdsaServer ?? server) : server;
}

/** Most names that a certificate of this server and profile may hold. */
export function mostNamesAt(server: string, profile: string | undefined): number {
  const authority = authorityOf(server);
  const limit = authority?.mostNames ?? 100;
  return authority?.id === 'letsencrypt' ? (namesByProfile[profile ?? ''] ?? limit) : limit;
}

function urlsOf({ server, staging, ecdsaServer }: Authority): readonly (string | undefined)[] {
  return [server, staging, ecdsaServer];
}
