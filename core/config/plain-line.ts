import { isInFinalForm } from './domain-name.js';

/** Small letters, digits, dots and hyphens with single blanks between: options have an equals sign, comments their own. */
const plain = /^[a-z0-9.-]+(?: [a-z0-9.-]+)*$/;

/**
 * The domains of a line that holds nothing else, as nearly all lines of many are: each in its final form, once, and no
 * wildcard. Undefined for any other line, which has to be read word by word.
 */
export function plainDomains(line: string): string[] | undefined {
  if (!plain.test(line)) return undefined;
  const domains = line.split(' ');
  const isGood = domains.every((domain, index) => isInFinalForm(domain) && domains.indexOf(domain) === index);
  return isGood ? domains : undefined;
}
