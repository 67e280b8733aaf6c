/** New order, k authorizations, k challenges, a poll, finalize, a poll, the certificate (RFC 8555 section 7.1). */
export function fewestRequests(names: number): number {
  return 2 * names + 5;
}

/** Directory, nonce, account. */
export const fewestPerRun = 3;
