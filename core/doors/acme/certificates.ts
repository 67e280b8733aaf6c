import { createHash } from 'node:crypto';
import { type RevocationReason, revocationReasons } from '../../acme/revoke.js';
import { checkReason, fromBase64url, Problem, parseAs, type Reply, Revocation } from '../../acme-server/index.js';
import { type AcmeDoor, accountOf, type SignedCall } from './call.js';
import type { StoredCertificate } from './state.js';

/** The chain, and the ways to the alternate ones (RFC 8555 section 7.4.2). */
export async function downloadCertificate(door: AcmeDoor, { id, rest, call, account }: SignedCall): Promise<Reply> {
  const certificate = door.book.certificates.get(id);
  const [text = '0', ...more] = rest;
  const index = /^\d{1,2}$/.test(text) ? Number(text) : -1;
  const isThere = certificate !== undefined && certificate.account === account?.id && more.length === 0;
  if (!isThere || index < 0 || index > certificate.alternates.length) {
    throw new Problem('malformed', 'there is no such certificate', { status: 404 });
  }
  call.note(certificate.names);
  const links = certificate.alternates.flatMap((_url, at) => (at + 1 === index ? [] : [String(at + 1)]));
  const paths = [...(index === 0 ? [] : [[]]), ...links.map((link) => [link])];
  const pem = index === 0 ? certificate.pem : await door.workshop.alternate(certificate, index - 1);
  return { headers: { Link: paths.map((path) => `<${door.url('certificate', id, ...path)}>;rel="alternate"`) }, pem };
}

/** RFC 8555 section 7.6: by an account of the client that ordered it, or by whoever has its key; handed on to the CA. */
export async function revokeCertificate(door: AcmeDoor, request: SignedCall): Promise<Reply> {
  const { certificate: encoded, reason = 0 } = parseAs(Revocation, request.payload, 'revokeCert');
  const der = fromBase64url(encoded, 'the certificate');
  const found = door.book.certificateByDigest(createHash('sha256').update(der).digest('base64url'));
  if (found === undefined) throw new Problem('malformed', 'this hub has not issued that certificate', { status: 404 });
  const [id, certificate] = found;
  request.call.note(certificate.names);
  if (!mayRevoke(request, certificate)) throw new Problem('unauthorized', 'this key may not revoke that certificate');
  checkReason(reason);
  if (certificate.revokedAt !== undefined)
    throw new Problem('alreadyRevoked', 'the certificate has been revoked already');
  await door.workshop.revoke(certificate, der, nameOf(reason));
  const latest = door.book.certificates.get(id) ?? certificate;
  await door.book.certificates.put(id, { ...latest, revokedAt: door.context.clock.now() });
  return {};
}

function mayRevoke(request: SignedCall, certificate: StoredCertificate): boolean {
  if (request.account !== undefined) return accountOf(request).client === certificate.client;
  const key = request.key.key.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(key).digest('base64url') === certificate.keyDigest;
}

function nameOf(reason: number): RevocationReason {
  const names = Object.keys(revocationReasons) as RevocationReason[];
  return names.find((name) => revocationReasons[name] === reason) ?? 'unspecified';
}
