import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What a shell knows by itself; none of it need be a file. */
const ofTheShell = new Set(
  (
    '. : [ alias bg break builtin case cd command continue do eval exec exit export fg for function getopts hash if jobs ' +
    'local read readonly return select set shift source test time times trap type ulimit umask unalias unset until ' +
    'wait while ! { [[ (('
  ).split(' '),
);

const usualPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * What is wrong with the first word of a command for the shell, as far as it can be told without running it; undefined
 * where nothing is, or where the shell alone knows.
 */
export function firstWordProblem(command: string, searchPath = usualPath): string | undefined {
  const word = firstWord(command);
  if (word === undefined || ofTheShell.has(word)) return undefined;
  const places = word.includes('/') ? [word] : searchPath.split(delimiter).map((directory) => join(directory, word));
  const states = places.map(stateOf);
  if (states.includes('program')) return undefined;
  return states.includes('plain') ? `${word} is there, but cannot be executed` : `there is no ${word}`;
}

/** Undefined: none, or one that the shell makes of variables and the like. */
function firstWord(command: string): string | undefined {
  const line = command.split('\n').find((candidate) => !/^\s*(?:#.*)?$/.test(candidate)) ?? '';
  const rest = line.replace(/^\s*(?:\w+=(?:'[^']*'|"[^"]*"|[^\s'"])*\s+)*/, '');
  const [, single, double, plain] = /^(?:'([^']+)'|"([^"]+)"|([^\s;&|<>()'"]+))(?=[\s;&|<>]|$)/.exec(rest) ?? [];
  const word = single ?? double ?? plain;
  if (word === undefined || (single === undefined && /[$`\\*?~=]/.test(word))) return undefined;
  return word;
}

function stateOf(path: string): 'program' | 'plain' | 'gone' {
  try {
    if (!statSync(path).isFile()) return 'gone';
  } catch {
    return 'gone';
  }
  try {
    accessSync(path, constants.X_OK);
    return 'program';
  } catch {
    return 'plain';
  }
}
