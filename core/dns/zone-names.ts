import { getDomain, getPublicSuffix } from 'tldts';
import { canonicalName, isWithin } from '../sdk/names.js';

/**
 * The registrable domain of a name by the public suffix list, private suffixes (`github.io`) not counted as lexicon
 * does it: `a.b.example.co.uk` gives `example.co.uk`. A name that is a suffix itself is returned as it is.
 */
export function registrableDomain(name: string): string {
  const bare = canonicalName(name).replace(/^\*\./, '');
  return getDomain(bare, listOptions) ?? bare;
}

/** As {@link registrableDomain}, private suffixes counted: `a.foo.duckdns.org` gives `foo.duckdns.org`. */
export function hostedDomain(name: string): string {
  return getDomain(name, { ...listOptions, allowPrivateDomains: true }) ?? name;
}

/** Whether names are registered directly below this one: `com`, `co.uk`, the root. */
export function isPublicSuffix(name: string): boolean {
  return name === '' || getPublicSuffix(name, listOptions) === name;
}

// Challenge names have labels that are no host names (`_acme-challenge`), which the library refuses unless told. What
// looks like a URL is none: the library would take the host out of it.
const listOptions = { allowPrivateDomains: false, validateHostname: false, extractHostname: false };

/** The name without its first label; empty above the last. */
export function parentOf(name: string): string {
  const dot = name.indexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1);
}

/**
 * The zone that `--delegated` means, as lexicon reads it: `sub` or `sub.example.com` for names in `example.com` are
 * the zone `sub.example.com`; the registrable domain itself stays what it is.
 */
export function delegatedZone(delegated: string, domain: string): string {
  const zone = canonicalName(delegated);
  if (isWithin(zone, domain)) return zone;
  return `${zone}.${domain}`;
}
