import { isoTime, Problem, type Reply } from '../acme-server/index.js';
import type { Context } from './context.js';
import type { IssuedCertificate, RenewalWindow } from './state.js';

const sixHours = 6 * 3600;

/** When to renew a certificate (RFC 9773 section 4): anybody may ask. @throws Problem malformed */
export function renewalInformation(context: Context, certificateId: string): Reply {
  const all = [...context.state.certificates.values()];
  const certificate = all.find((known) => known.certificateId === certificateId);
  if (certificate === undefined) throw new Problem('malformed', `no certificate ${certificateId}`, { status: 404 });
  const { start, end, explanationUrl } = windowOf(context, certificate);
  return {
    headers: { 'Retry-After': String(context.options.renewalRetryAfterSeconds ?? sixHours) },
    json: {
      suggestedWindow: { start: isoTime(start.getTime()), end: isoTime(end.getTime()) },
      ...(explanationUrl !== undefined && { explanationURL: explanationUrl }),
    },
  };
}

/** About two thirds into the lifetime; in the past once revoked. */
function windowOf({ state }: Context, certificate: IssuedCertificate): RenewalWindow {
  const set = state.windows.get(certificate.serial);
  if (set !== undefined) return set;
  const { notBefore, notAfter, revoked } = certificate;
  const lifetime = notAfter - notBefore;
  const start = revoked === undefined ? notBefore + (lifetime * 2) / 3 : notBefore - lifetime / 45;
  return { start: new Date(start), end: new Date(start + Math.max(lifetime / 45, 1000)) };
}
