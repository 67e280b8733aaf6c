import { checkDomain, wildcardCovers } from './domain-name.js';

/** A name as somebody wrote it; `at` tells its reader where it stands. */
export interface WrittenDomain {
  readonly text: string;
  readonly at: number;
}

/** How a format says what is wrong with a name, and what it calls a certificate: `on this line`. */
export interface DomainReport {
  readonly where: string;
  fail(at: number, message: string, hint?: string): void;
  warn(at: number, message: string): void;
}

/** What holds for the names of a certificate, however it is written down: each is valid, stands once, and is covered by no other. */
export function readDomains(written: readonly WrittenDomain[], { where, fail, warn }: DomainReport): string[] {
  const domains = new Map<string, number>();
  for (const { text, at } of written) {
    const checked = checkDomain(text);
    if ('fault' in checked) fail(at, checked.fault, checked.hint);
    else if (domains.has(checked.name)) warn(at, `\`${checked.name}\` stands twice ${where}`);
    else domains.set(checked.name, at);
  }
  if (!written.some(({ text }) => text.includes('*'))) return [...domains.keys()];
  for (const [name, at] of domains) {
    const wildcard = `*${name.slice(name.indexOf('.'))}`;
    if (domains.has(wildcard) && wildcardCovers(wildcard, name))
      fail(at, `\`${name}\` is covered by \`${wildcard}\` ${where}`, 'Leave it out');
  }
  return [...domains.keys()];
}
