import type { Logger } from '../sdk/index.js';

/** What a certificate of an ACME profile looks like. */
export interface ProfileSettings {
  /** Shown to clients in the directory. */
  readonly description: string;
  /** Seconds from notBefore to notAfter. */
  readonly lifetimeSeconds: number;
  /** Whether the subject carries the first name; newer profiles leave it empty. */
  readonly commonName: boolean;
  /** Seconds that a pending authorization lives; the shorter of this and the CA's own. */
  readonly pendingSeconds?: number;
}

/** Small, deliberate misbehaviour, to try what clients do about it. */
export interface RehearsalFaults {
  /** Every n-th signed request is refused with badNonce, though its nonce is good. */
  readonly badNonceEvery?: number;
  /** Milliseconds that a challenge stays `processing`. */
  readonly validationDelayMs?: number;
  /** Milliseconds that an order stays `processing`. */
  readonly finalizeDelayMs?: number;
}

export interface RehearsalOptions {
  /** The DNS server asked for TXT records, `host:port`; an IPv6 address in brackets. */
  readonly resolver: string;
  /** An IPv4 address of this machine. Default: a free port of 127.0.0.1. */
  readonly listen?: { readonly address?: string; readonly port?: number };
  /** Common names of the issuers. Default: `Rehearsal Root X1`, `Rehearsal Root X2`, `Rehearsal E1`. */
  readonly issuers?: { readonly root?: string; readonly alternateRoot?: string; readonly intermediate?: string };
  /** Lifetime of the certificates of all built-in profiles. */
  readonly certificateLifetimeSeconds?: number;
  /** Replaces the built-in profiles `classic`, `tlsserver` and `shortlived`; the first is the default. */
  readonly profiles?: Readonly<Record<string, ProfileSettings>>;
  /** Key identifier → base64url HMAC key. When given, new accounts need an external account binding. */
  readonly externalAccounts?: Readonly<Record<string, string>>;
  /** Valid authorizations serve later orders of the account, too. Default false: every order is validated. */
  readonly reuseAuthorizations?: boolean;
  /** Default 7 days. */
  readonly orderLifetimeSeconds?: number;
  /** Life of a pending authorization. Default 7 days. */
  readonly authorizationLifetimeSeconds?: number;
  /** Retry-After of renewal information, in seconds. Default 6 hours. */
  readonly renewalRetryAfterSeconds?: number;
  /** For one try of one DNS query, of three. Default 2000. */
  readonly dnsTimeoutMs?: number;
  readonly faults?: RehearsalFaults;
  /** The CA's clock, in milliseconds since 1970. */
  readonly now?: () => number;
  readonly log?: Logger;
  /** Stops the start. */
  readonly signal?: AbortSignal;
}

const hour = 3600;
const day = 24 * hour;

/** The profiles that Let's Encrypt has. */
export const builtInProfiles: Readonly<Record<string, ProfileSettings>> = {
  classic: { description: '90 days, with a common name', lifetimeSeconds: 90 * day, commonName: true },
  tlsserver: {
    description: '45 days, for TLS servers only',
    lifetimeSeconds: 45 * day,
    commonName: false,
    pendingSeconds: hour,
  },
  shortlived: { description: '6 days', lifetimeSeconds: 160 * hour, commonName: false, pendingSeconds: hour },
};

/** The profiles of this CA, with the lifetime that the options ask for. */
export function profilesOf(options: RehearsalOptions): ReadonlyMap<string, ProfileSettings> {
  if (options.profiles !== undefined) return new Map(Object.entries(options.profiles));
  const { certificateLifetimeSeconds: lifetimeSeconds } = options;
  return new Map(
    Object.entries(builtInProfiles).map(([name, profile]) => {
      return [name, lifetimeSeconds === undefined ? profile : { ...profile, lifetimeSeconds }];
    }),
  );
}
