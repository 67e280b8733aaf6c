import { domainToASCII } from 'node:url';

/** Lower-case A-labels without a final dot: `Müller.example.` becomes `xn--mller-kva.example`. `*` and `_` labels are kept. */
export function canonicalName(name: string): string {
  const bare = name.trim().replace(/\.$/, '').toLowerCase();
  return isAscii(bare) ? bare : bare.split('.').map(toALabel).join('.');
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

function toALabel(label: string): string {
  if (isAscii(label)) return label;
  // Underscore labels (`_dmarc`) are legal in DNS though not in URLs, so only what needs it goes through IDNA.
  return domainToASCII(label) || label;
}

/**
 * A name relative to its zone; `@` is the apex. Takes all three forms that people write.
 *
 * | name | zone | result |
 * | --- | --- | --- |
 * | `www` | `example.com` | `www` |
 * | `www.example.com` | `example.com` | `www` |
 * | `www.example.com.` | `example.com` | `www` |
 * | `example.com`, `@` or nothing | `example.com` | `@` |
 */
export function relativeName(name: string, zone: string): string {
  const canonical = canonicalName(name);
  const apex = canonicalName(zone);
  if (canonical === '' || canonical === '@' || canonical === apex) return '@';
  return canonical.endsWith(`.${apex}`) ? canonical.slice(0, -apex.length - 1) : canonical;
}

/** The full name without a final dot: `www` in `example.com` gives `www.example.com`; `@` gives `example.com`. */
export function fullName(name: string, zone: string): string {
  const relative = relativeName(name, zone);
  const apex = canonicalName(zone);
  return relative === '@' ? apex : `${relative}.${apex}`;
}

/** Whether a name is the zone itself or lies in it; both canonical. `notexample.com` is not within `example.com`. */
export function isWithin(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}

/** The fully-qualified name, with the final dot. */
export function fqdn(name: string, zone: string): string {
  return `${fullName(name, zone)}.`;
}

/** The relative name with an empty string at the apex, as many APIs want it. */
export function hostOrEmpty(relative: string): string {
  return relative === '@' ? '' : relative;
}

/** Adds the final dot where it is missing. */
export function withDot(name: string): string {
  return name.endsWith('.') ? name : `${name}.`;
}

/** Takes the final dot away. */
export function withoutDot(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name;
}
