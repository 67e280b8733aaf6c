import { readBoolean } from '../options/read-boolean.js';
import type { CertificateOption, CertificateOptionSpec, ContainerCommand } from '../sdk/manifest.js';
import { splitShellWords } from '../sdk/shell-words.js';
import { isWithin } from './nearest.js';

/** Reports something wrong at an index of the line. */
export type Report = (index: number, message: string, hint?: string) => void;

const containerName = /^\/?[A-Za-z0-9][A-Za-z0-9_.-]*$/;

/** The option that begins at this index, if one does. @param known all options, with their `=` */
export function lineOptionAt(line: string, index: number, known: readonly string[]): string | undefined {
  return known.find((option) => line.startsWith(option, index));
}

/** Whether this is a name that Docker could have given to a container or a service. */
export function isContainerName(text: string): boolean {
  return containerName.test(text);
}

/**
 * Reads `a,b` from `start`: to the next option, a comment or the end of the line. Blanks around commas do not count.
 * @returns the names, and where reading stopped
 */
function readContainerList(
  line: string,
  start: number,
  report: Report,
  known: readonly string[],
): { names: string[]; end: number } {
  const end = endOfList(line, start, known);
  const names = new Set<string>();
  let index = start;
  for (const part of line.slice(start, end).split(',')) {
    const begin = index + (part.length - part.trimStart().length);
    const [name = '', ...rest] = part.trim().split(/\s+/);
    if (name === '') report(part.trim() === '' ? index : begin, 'a container name is empty');
    else if (!isContainerName(name)) report(begin, `\`${name}\` is not a container name`);
    else names.add(name);
    const [extra] = rest;
    if (extra !== undefined) {
      const at = line.indexOf(extra, begin + name.length);
      report(at, `\`${extra}\` is unexpected here`, 'Put domains before the options, and commas between containers');
    }
    index += part.length + 1;
  }
  return { names: [...names], end };
}

/**
 * Reads one word from `start`, split as a POSIX shell splits words: quotes keep blanks together.
 * @returns the word, undefined where there is none or more than one, and where reading stopped
 */
function readWord(
  line: string,
  start: number,
  report: Report,
  known: readonly string[],
): { word: string | undefined; end: number } {
  const { words, end, fault } = splitShellWords(line, {
    start,
    comments: true,
    stops: (text, at, atWordStart) => atWordStart && lineOptionAt(text, at, known) !== undefined,
  });
  const [word, extra] = words;
  if (fault !== undefined) report(fault.index, fault.message);
  else if (word === undefined || word.text === '') report(start, 'the value is empty');
  else if (extra !== undefined)
    report(extra.start, `\`${extra.text}\` is unexpected here`, 'Quote a value with blanks');
  return { word: fault === undefined && extra === undefined ? word?.text : undefined, end: fault ? line.length : end };
}

/** Reads `true` or `false` from `start`. @returns the truth, undefined where it is none, and where reading stopped */
export function readSwitch(
  line: string,
  start: number,
  report: Report,
  known: readonly string[],
): { value: boolean | undefined; end: number } {
  const end = endOfList(line, start, known);
  const word = line.slice(start, end).trim();
  const value = readBoolean(word);
  if (value === undefined) report(start, `\`${word}\` is neither true nor false`);
  return { value, end };
}

/** The value of a plugin's option, in the form that its manifest says. */
export function readValue(
  spec: CertificateOptionSpec,
  line: string,
  from: number,
  report: Report,
  known: readonly string[],
): { readonly value: NonNullable<CertificateOption> | undefined; readonly end: number } {
  if (spec.containers === true) {
    const { names, end } = readContainerList(line, from, report, known);
    return { value: names, end };
  }
  if (spec.commands === true) {
    const { commands, end } = readCommands(line, from, report, known);
    return { value: commands, end };
  }
  const { word, end } = readWord(line, from, report, known);
  return { value: word, end };
}

function endOfList(line: string, start: number, known: readonly string[]): number {
  for (let index = start; index < line.length; index += 1) {
    if (line[index] === '#') return index;
    if (/\s/.test(line.charAt(index - 1)) && lineOptionAt(line, index, known) !== undefined) return index;
  }
  return line.length;
}

/**
 * Reads `a:command arg,b:command` from `start`. A command runs to the next comma outside quotes, the next option, a
 * comment or the end of the line, and is split as a POSIX shell splits words.
 * @returns the commands, and where reading stopped
 */
function readCommands(
  line: string,
  start: number,
  report: Report,
  known: readonly string[],
): { commands: ContainerCommand[]; end: number } {
  const commands: ContainerCommand[] = [];
  let index = start;
  for (;;) {
    const colon = readContainer(line, index, report, known);
    if (colon === undefined) return { commands, end: skipCommands(line, index, known) };
    const split = splitShellWords(line, {
      start: colon.end + 1,
      comments: true,
      stops: (text, at, atWordStart) =>
        text[at] === ',' || (atWordStart && lineOptionAt(text, at, known) !== undefined),
    });
    if (split.fault !== undefined) {
      report(split.fault.index, split.fault.message);
      return { commands, end: line.length };
    }
    for (const word of split.words) reportMisspelt(line, word.start, report, known);
    const [command] = split.words;
    if (command === undefined || command.text === '') report(colon.end + 1, 'the command is empty');
    else if (colon.name !== '') commands.push({ container: colon.name, argv: split.words.map((word) => word.text) });
    if (line[split.end] !== ',') return { commands, end: split.end };
    index = split.end + 1;
  }
}

/** Reads up to the colon. An undefined answer means that there is none, which has been reported. */
function readContainer(
  line: string,
  start: number,
  report: Report,
  options: readonly string[],
): { name: string; end: number } | undefined {
  let begin = start;
  while (begin < line.length && /\s/.test(line.charAt(begin))) begin += 1;
  const [name = ''] = line.slice(begin).split(/[\s:,#]/, 1);
  const end = begin + name.length;
  const known = lineOptionAt(line, begin, options) !== undefined && begin > start;
  if (line[end] !== ':' || known) {
    if (name === '' || known) report(start, 'the container and its command are missing', 'Write container:command');
    else report(begin, `\`${name}\` has no command`, 'Write container:command');
    return undefined;
  }
  if (name === '') report(begin, 'a container name is empty');
  else if (!isContainerName(name)) report(begin, `\`${name}\` is not a container name`);
  return { name, end };
}

/** After an unreadable command: on to the next option, if there is one. */
function skipCommands(line: string, start: number, known: readonly string[]): number {
  for (let index = start; index < line.length; index += 1) {
    if (/\s/.test(line.charAt(index - 1)) && lineOptionAt(line, index, known) !== undefined) return index;
  }
  return line.length;
}

/** `autorestart-container=a` within a command is more likely a slip than an argument. */
function reportMisspelt(line: string, start: number, report: Report, known: readonly string[]): void {
  const key = /^[A-Za-z-]+=/.exec(line.slice(start))?.[0];
  if (key === undefined) return;
  const near = known.find((option) => isWithin(2, key.toLowerCase(), option));
  if (near === undefined) return;
  report(start, `unknown option \`${key.slice(0, -1)}\``, `Did you mean \`${near}\`? Quote it where it is an argument`);
}
