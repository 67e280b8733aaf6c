import type { AccountKey, ProblemDocument } from '../acme-server/index.js';
import type { IssuedLeaf } from './authority.js';

export interface Account {
  readonly id: string;
  readonly key: AccountKey;
  status: 'valid' | 'deactivated';
  contact: readonly string[];
  /** Key identifier of the external account it is bound to. */
  readonly externalAccount: string | undefined;
}

export interface Challenge {
  readonly id: string;
  readonly token: string;
  status: 'pending' | 'processing' | 'valid' | 'invalid';
  validatedAt?: number;
  error?: ProblemDocument;
}

export interface Authorization {
  readonly id: string;
  readonly accountId: string;
  /** Without `*.`. */
  readonly domain: string;
  readonly wildcard: boolean;
  readonly challenge: Challenge;
  /** Milliseconds since 1970. */
  expires: number;
  deactivated: boolean;
}

export interface Order {
  readonly id: string;
  readonly accountId: string;
  /** Lower-case, sorted, each once. */
  readonly names: readonly string[];
  readonly authorizations: readonly Authorization[];
  readonly profile: string;
  readonly profileRequested: boolean;
  /** Certificate identifier of the certificate that this order replaces (RFC 9773 section 5). */
  readonly replaces: string | undefined;
  readonly expires: number;
  isProcessing: boolean;
  certificate?: IssuedCertificate;
  error?: ProblemDocument;
}

/** A certificate that this CA has issued. */
export interface IssuedCertificate extends IssuedLeaf {
  readonly id: string;
  readonly accountId: string;
  readonly names: readonly string[];
  readonly profile: string;
  /** Certificate identifier of the one before. */
  readonly replaces: string | undefined;
  /** CRL reason, once revoked (RFC 5280 section 5.3.1). */
  revoked?: number;
}

/** All that the CA knows, in memory. */
export interface State {
  readonly accounts: Map<string, Account>;
  readonly authorizations: Map<string, Authorization>;
  readonly orders: Map<string, Order>;
  readonly certificates: Map<string, IssuedCertificate>;
  /** Serial number → window, where somebody has set one. */
  readonly windows: Map<string, RenewalWindow>;
}

/** When a client should renew (RFC 9773 section 4.2). */
export interface RenewalWindow {
  readonly start: Date;
  readonly end: Date;
  /** A page that says why. */
  readonly explanationUrl?: string;
}

export function createState(): State {
  return {
    accounts: new Map(),
    authorizations: new Map(),
    orders: new Map(),
    certificates: new Map(),
    windows: new Map(),
  };
}
