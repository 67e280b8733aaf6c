import { authorities, authorityCalled, authorityOf, letsEncryptServer, serverFor } from './authority.js';

/** What was said about the CA. */
export interface ServerWish {
  /** Directory URL; wins over the rest. */
  readonly server: string | undefined;
  /** Short name or directory URL of a CA. */
  readonly ca: string | undefined;
  readonly staging: boolean;
  readonly keyType: string;
}

/** The directory URL, or why there is none. */
export type ChosenServer = { readonly server: string } | { readonly fault: string; readonly hint: string };

/** The ACME directory that is meant: the URL, else that of the CA named, else Let's Encrypt's. */
export function chooseServer({ server, ca, staging, keyType }: ServerWish): ChosenServer {
  if (server !== undefined) return { server };
  const authority = authorityCalled(ca ?? 'letsencrypt') ?? authorityOf(ca ?? '');
  if (!staging) {
    if (authority === undefined || ca?.includes(':')) return { server: ca ?? letsEncryptServer };
    return { server: serverFor(authority, keyType) };
  }
  if (authority?.staging !== undefined) return { server: authority.staging };
  const names = authorities.filter((each) => each.staging !== undefined).map(({ id }) => id);
  return {
    fault: `${authority?.title ?? 'the CA'} has no staging server that is known`,
    hint: `Leave staging out, or take one of ${names.join(', ')}`,
  };
}
