import { domainToASCII } from 'node:url';

/**
 * Reads the name of a zone, in lower-case A-labels. Other than a name in a certificate it may have underscores
 * (`_acme-challenge.www.example.com` as a zone of its own is usual) and, where it is relative to a domain, one label.
 * @returns the name, or why it is none
 */
export function readZoneName(text: string): { readonly name: string } | { readonly fault: string } {
  const bare = text.trim().replace(/\.$/, '').toLowerCase();
  const name = bare.split('.').map(toALabel).join('.');
  const isName =
    name.length <= 253 && name.split('.').every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label));
  return isName ? { name } : { fault: `\`${text}\` is not the name of a zone` };
}

/** What has characters of URLs in it is left as it is: domainToASCII would take only the host out of it. */
function toALabel(label: string): string {
  const isForeign = !/^[\x21-\x7e]*$/.test(label) && /^[\p{L}\p{M}\p{N}-]+$/u.test(label);
  return isForeign ? domainToASCII(label) : label;
}
