import { type Setting, writtenForm } from './answers.js';

const head = '# Read by letsencrypt-dns. `letsencrypt-dns help variables` tells what else can stand here.\n';

/**
 * An env file in which the settings hold: a line that sets one is replaced where it stands, others that mean the same go,
 * what is new comes last, and everything else stays as it is. Pure.
 * @param before its content; undefined where there is none
 */
export function mergeEnvText(before: string | undefined, settings: readonly Setting[]): string {
  const lines = (before ?? head).replace(/\r?\n$/, '').split(/\r?\n/);
  const written = new Set<Setting>();
  const kept = lines.flatMap((line) => {
    const name = nameOf(line);
    const setting = settings.find(({ sameAs }) => sameAs.some((one) => name === one || name === `${one}_FILE`));
    if (setting === undefined) return [line];
    if (written.has(setting)) return [];
    written.add(setting);
    return [lineOf(setting, line)];
  });
  const added = settings.filter((setting) => !written.has(setting)).map((setting) => lineOf(setting));
  return `${[...kept, ...added].join('\n')}\n`;
}

/** The variable that a line of an env file sets. */
export function nameOf(line: string): string | undefined {
  return /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)=/.exec(line)?.[1];
}

/** The line as it stands where it says the same already. */
function lineOf(setting: Setting, before?: string): string {
  const [name, value] = writtenForm(setting);
  // A pair of quotes around the whole would be taken off in reading.
  const quoted = /^(["']).*\1$/.test(value) ? `"${value}"` : value;
  const same = [`${name}=${value}`, `${name}="${value}"`, `${name}='${value}'`];
  return before !== undefined && same.includes(before.trim()) ? before : `${name}=${quoted}`;
}
