import type { Endpoint } from './variable-spec.js';

/** What is served to other ACME clients, each at a path of its own. */
export const doorNames = ['acme', 'httpreq', 'acme-dns', 'cert-manager', 'certificates'] as const;

export type DoorName = (typeof doorNames)[number];

/** The section `doors` of the configuration. */
export interface DoorsSettings {
  readonly listen: Endpoint;
  /** Undefined: plain HTTP, on loopback alone. */
  readonly tls: DoorsTls | undefined;
  /** As clients see it, without a final slash. */
  readonly url: string;
  /** Names are unique. */
  readonly clients: readonly DoorClient[];
  readonly certManager: CertManagerSettings | undefined;
  readonly acmeDns: { readonly zone: string } | undefined;
  /** Where the section stands. */
  readonly place: string;
}

export type DoorsTls =
  /** Name of a certificate of this configuration. */
  { readonly certificate: string } | { readonly cert: string; readonly key: string };

/** Who may come, and what for: all that a door may do is bound to one of these. */
export interface DoorClient {
  readonly name: string;
  /** As it was given; undefined where only its hash is known, or the client is known by where it comes from. */
  readonly secret: string | undefined;
  /** SHA-256 of the secret's text, hexadecimal; undefined for a client that is known by where it comes from. */
  readonly secretHash: string | undefined;
  /** See `DomainPattern`: lower-case A-labels. */
  readonly domains: readonly string[];
  readonly doors: readonly DoorName[];
  /** Addresses and networks in CIDR form; empty: any. */
  readonly from: readonly string[];
  /** Lineages that it may fetch. */
  readonly certificates: readonly string[];
  /** It has no secret: the hub validates at the device itself. */
  readonly validate: 'http-01' | undefined;
  readonly place: string;
}

export interface CertManagerSettings {
  readonly group: string;
  readonly solver: string;
  /** File. */
  readonly frontProxyCa: string | undefined;
  /** Common names that a certificate of that CA may have; empty: any. */
  readonly frontProxyNames: readonly string[];
  /** Namespace → name of a client; `*` for all others. */
  readonly clients: Readonly<Record<string, string>>;
}
