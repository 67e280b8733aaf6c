import { domainToASCII, domainToUnicode } from 'node:url';

/** A name that a certificate may hold, or why it may not. */
export type CheckedDomain = { readonly name: string } | { readonly fault: string; readonly hint?: string };

const longestName = 253;
const longestLabel = 63;

/** A name in its final form, wildcard or not; A-labels are looked at more closely. */
const usual = /^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Brings a name into the form that certificates hold: lower-case A-labels (RFC 5890), no final dot, a wildcard only as
 * the whole first label (RFC 6125, 6.4.3). Refuses what no public CA would sign: single labels, IP addresses,
 * underscores, and lengths beyond those of RFC 1035, 2.3.4.
 */
export function checkDomain(text: string): CheckedDomain {
  // Nearly all are written as they end: of a hundred thousand, this one look is all that is afforded.
  if (isInFinalForm(text)) return { name: text };
  const wildcard = text.startsWith('*.');
  let name = wildcard ? text.slice(2) : text;
  if (name.endsWith('.')) name = name.slice(0, -1);
  if (name.includes('*')) return { fault: `\`${text}\` has a wildcard that is not its whole first label` };
  if (/^[a-z]+:\/\//i.test(name)) return { fault: `\`${text}\` is a URL`, hint: 'Give the host name alone' };
  if (name.includes(',')) return { fault: `\`${text}\` contains a comma`, hint: 'Separate names by blanks' };
  if (name.includes(':') || /^\d+(\.\d+){3}$/.test(name)) return { fault: `\`${text}\` is not a domain name` };
  const encoded = encode(name);
  if (encoded === undefined) return { fault: `\`${text}\` is not a valid internationalised name` };
  const fault = faultOf(encoded, text);
  if (fault !== undefined) return { fault };
  return { name: wildcard ? `*.${encoded}` : encoded };
}

/** Whether a name, wildcard or not, is written as it ends; one with A-labels has to be looked at more closely. */
export function isInFinalForm(text: string): boolean {
  return text.length <= longestName && usual.test(text) && !text.includes('xn--');
}

/** Whether a wildcard stands for a name: `*.example.com` for `www.example.com`, not for `example.com` or `a.b.example.com`. */
export function wildcardCovers(wildcard: string, name: string): boolean {
  if (!wildcard.startsWith('*.') || name.startsWith('*.')) return false;
  const dot = name.indexOf('.');
  return dot !== -1 && name.slice(dot) === wildcard.slice(1);
}

/** The name of the certificate whose first domain this is: a leading `*.` is dropped. */
export function certificateNameOf(domain: string): string {
  return domain.startsWith('*.') ? domain.slice(2) : domain;
}

function isAscii(text: string): boolean {
  return /^[\u0021-\u007e]*$/.test(text);
}

function encode(name: string): string | undefined {
  const lower = name.toLowerCase();
  const hasALabel = lower.split('.').some((label) => label.startsWith('xn--'));
  // Plain ASCII is left to faultOf: domainToASCII would decode percent signs and turn numbers into IP addresses.
  if (isAscii(name) && !hasALabel) return lower;
  if (/[^A-Za-z0-9._\u0080-\u{10ffff}-]/u.test(name)) return undefined;
  const encoded = domainToASCII(name);
  return encoded !== '' && encoded.split('.').every(isRight) ? encoded : undefined;
}

/** An A-label stands for one that is written as it is (RFC 5890, section 2.3.2.1), which Node does not look at from 24 on. */
function isRight(label: string): boolean {
  if (!label.startsWith('xn--')) return true;
  const shown = domainToUnicode(label);
  return shown !== label && domainToASCII(shown) === label;
}

function faultOf(name: string, text: string): string | undefined {
  if (name === '') return `\`${text}\` is not a domain name`;
  if (name.length > longestName) return `\`${text}\` is longer than ${longestName} characters`;
  const labels = name.split('.');
  for (const label of labels) {
    if (label === '') return `\`${text}\` has an empty label`;
    if (label.length > longestLabel) return `\`${text}\` has a label of more than ${longestLabel} characters`;
    if (label.includes('_')) return `\`${text}\` contains an underscore, which certificates must not`;
    const foreign = /[^a-z0-9-]/.exec(label);
    if (foreign !== null) return `\`${text}\` contains the character \`${foreign[0]}\``;
    if (label.startsWith('-') || label.endsWith('-'))
      return `\`${text}\` has a label that begins or ends with a hyphen`;
  }
  if (labels.length < 2) return `\`${text}\` has a single label`;
  if (/^\d+$/.test(labels.at(-1) ?? '')) return `\`${text}\` ends with a number`;
  return undefined;
}
