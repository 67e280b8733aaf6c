import type { X509Certificate } from 'node:crypto';

/**
 * The common name in Node's form of a distinguished name: one part a line, several attributes of a part with ` + ` between
 * them, special characters escaped. Of several, the last and most particular; undefined where there is none.
 * @param distinguished undefined for an empty one, as certificates have whose names stand in the extension alone
 */
export function commonName(distinguished: string | undefined): string | undefined {
  const found = [...(distinguished ?? '').matchAll(/(?:^| \+ )CN=((?:\\.|[^\\\n+])*?)(?= \+ |$)/gm)];
  return found.at(-1)?.[1]?.replace(/\\(.)/g, '$1');
}

/** What a certificate is called for people: its common name, else the first of its other names. */
export function subjectOf({ subject, subjectAltName }: X509Certificate): string {
  return commonName(subject) ?? subjectAltName?.split(', ')[0]?.replace('DNS:', '') ?? inOneLine(subject);
}

/** Who signed it, for people. */
export function issuerOf({ issuer }: X509Certificate): string {
  return commonName(issuer) ?? inOneLine(issuer);
}

/** Undefined, whatever the types say, where it is empty. */
function inOneLine(distinguished: string | undefined): string {
  return distinguished?.replaceAll('\n', ', ') ?? '';
}
