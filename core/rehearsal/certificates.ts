import { X509Certificate } from 'node:crypto';
import {
  checkReason,
  fromBase64url,
  Problem,
  parseAs,
  type Reply,
  Revocation,
  thumbprintOf,
} from '../acme-server/index.js';
import type { Context, SignedRequest } from './context.js';
import { toPem } from './issue-certificate.js';
import { statusOfAuthorization } from './order-status.js';
import type { IssuedCertificate } from './state.js';

/** The chain, and the way to the alternate one (RFC 8555 section 7.4.2). */
export function downloadCertificate(context: Context, { id, rest, account }: SignedRequest): Reply {
  const certificate = context.state.certificates.get(id);
  const chain = rest.length === 0 ? 0 : rest[0] === '1' && rest.length === 1 ? 1 : undefined;
  if (certificate === undefined || chain === undefined) {
    throw new Problem('malformed', 'there is no such certificate', { status: 404 });
  }
  if (certificate.accountId !== account?.id)
    throw new Problem('unauthorized', 'this is the certificate of another account');
  const other = chain === 0 ? context.url('certificate', id, '1') : context.url('certificate', id);
  return {
    headers: { Link: [`<${other}>;rel="alternate"`] },
    pem: toPem(certificate.der) + context.authority.intermediatePems[chain],
  };
}

/** RFC 8555 section 7.6. */
export function revokeCertificate(context: Context, request: SignedRequest): Reply {
  const { certificate: encoded, reason = 0 } = parseAs(Revocation, request.payload, 'revokeCert');
  const der = fromBase64url(encoded, 'the certificate');
  const certificate = [...context.state.certificates.values()].find((known) => known.der.equals(der));
  if (certificate === undefined)
    throw new Problem('malformed', 'this CA has not issued that certificate', { status: 404 });
  if (!mayRevoke(context, request, certificate))
    throw new Problem('unauthorized', 'this key may not revoke that certificate');
  if (certificate.revoked !== undefined)
    throw new Problem('alreadyRevoked', 'the certificate has been revoked already');
  certificate.revoked = checkReason(reason);
  context.log.debug({ serial: certificate.serial, reason }, 'rehearsal CA: revoked');
  return {};
}

/** The account that has it, one that controls all its names, or who holds its key. */
function mayRevoke(context: Context, { account, key }: SignedRequest, certificate: IssuedCertificate): boolean {
  if (account === undefined) return thumbprintOf(new X509Certificate(certificate.der).publicKey) === key.thumbprint;
  if (account.id === certificate.accountId) return true;
  const controlled = [...context.state.authorizations.values()]
    .filter((known) => known.accountId === account.id && statusOfAuthorization(known, context.now()) === 'valid')
    .map(({ wildcard, domain }) => (wildcard ? `*.${domain}` : domain));
  return certificate.names.every((name) => controlled.includes(name));
}
