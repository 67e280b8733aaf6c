import { visibleLine } from '../sdk/visible-text.js';
import type { Setting } from './answers.js';
import { nameOf } from './env-text.js';
import type { PlannedFile } from './plan-files.js';

/** What would be written, line by line, without what is secret. */
export function renderFiles(files: readonly PlannedFile[], settings: readonly Setting[]): string {
  return files.map((file) => renderFile(file, settings)).join('\n');
}

function renderFile({ path, mode, before, after, kind }: PlannedFile, settings: readonly Setting[]): string {
  const octal = mode.toString(8).padStart(4, '0');
  const head = before === undefined ? `${path} (new, mode ${octal})` : `${path} (changed)`;
  if (kind === 'secret') return `${head}\n  + (a secret)\n`;
  const [old, now] = [linesOf(before ?? ''), linesOf(after)];
  const changes = [
    ...old.filter((line) => !now.includes(line)).map((line) => `  - ${hidden(line, settings)}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `  + ${hidden(line, settings)}`),
  ];
  return `${visibleLine(head)}\n${changes.join('\n')}\n`;
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line !== '');
}

/** The value of a secret, also of one that goes, is not shown; the path of a file that holds it is. */
function hidden(line: string, settings: readonly Setting[]): string {
  const name = nameOf(line);
  const isSecret = settings.some(({ isSecret: secret, sameAs }) => secret && sameAs.some((one) => one === name));
  return visibleLine(isSecret ? `${name}=(hidden)` : line);
}
