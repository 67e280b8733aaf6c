import { checkDomain } from './domain-name.js';

/**
 * What a client of a door may prove. `x` is that name alone; `*.x` every name one label below x, and the identifier
 * `*.x`; `**.x` every name below x, and the identifier `*.y` of x and of every y below it. x itself is in neither.
 */
export type DomainPattern = string;

/** A pattern with its names as certificates hold them, or what is wrong with it. */
export function parseDomainPattern(
  text: string,
): { readonly pattern: DomainPattern } | { readonly fault: string; readonly hint?: string } {
  const isDeep = text.startsWith('**.');
  const checked = checkDomain(isDeep ? text.slice(3) : text);
  if ('fault' in checked) return checked;
  if (isDeep && checked.name.startsWith('*.')) return { fault: `\`${text}\` is no pattern` };
  return { pattern: isDeep ? `**.${checked.name}` : checked.name };
}

/** Whether an identifier of a certificate is covered. @param identifier lower-case A-labels, wildcards with their `*.` */
export function coversIdentifier(patterns: readonly DomainPattern[], identifier: string): boolean {
  return patterns.some((pattern) => covers(pattern, identifier));
}

/**
 * Whether the TXT record that proves a name may be written: that of the name and that of the wildcard below it are one
 * and the same, `_acme-challenge.<name>`.
 */
export function coversProof(patterns: readonly DomainPattern[], name: string): boolean {
  return coversIdentifier(patterns, name) || coversIdentifier(patterns, `*.${name}`);
}

function covers(pattern: DomainPattern, identifier: string): boolean {
  if (pattern.startsWith('**.')) {
    const base = pattern.slice(3);
    if (identifier.startsWith('*.')) return identifier.slice(2) === base || isBelow(identifier.slice(2), base);
    return isBelow(identifier, base);
  }
  if (!pattern.startsWith('*.') || identifier.startsWith('*.')) return pattern === identifier;
  const dot = identifier.indexOf('.');
  return dot > 0 && identifier.slice(dot + 1) === pattern.slice(2);
}

function isBelow(name: string, base: string): boolean {
  return name.length > base.length + 1 && name.endsWith(`.${base}`);
}
