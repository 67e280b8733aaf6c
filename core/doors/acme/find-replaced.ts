import type { Book } from './book.js';
import type { StoredOrder } from './state.js';

export interface Replaced {
  readonly id: string;
  readonly ariId: string;
}

/**
 * The certificate that an order renews (RFC 9773 section 5): the one that the client names, else its newest for the same
 * names. The CA counts such an order nowhere. One of another account at the CA is none: the CA would refuse it.
 */
export function findReplaced(
  book: Pick<Book, 'certificates'>,
  { client, names, replaces }: StoredOrder,
  { server, account }: { readonly server: string; readonly account: string },
): Replaced | undefined {
  let newest: (Replaced & { readonly notBefore: number }) | undefined;
  for (const [id, certificate] of book.certificates.all()) {
    const { ariId, notBefore, isReplaced = false } = certificate;
    const isOurs =
      certificate.client === client && certificate.server === server && certificate.upstreamAccount === account;
    if (!isOurs || ariId === undefined || isReplaced) continue;
    if (ariId === replaces) return { id, ariId };
    if (certificate.names.join() !== names.join() || notBefore <= (newest?.notBefore ?? 0)) continue;
    newest = { id, ariId, notBefore };
  }
  return newest && { id: newest.id, ariId: newest.ariId };
}
