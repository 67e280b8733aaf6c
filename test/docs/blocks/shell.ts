import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { lexiconWords } from '../../../core/cli/lexicon-words.js';
import { createProgram } from '../../../core/cli/program.js';
import { builtInRegistry } from '../../../core/manifest/built-in.js';
import { splitShellWords } from '../../../core/sdk/index.js';
import { projectRoot } from '../../lab/index.js';
import { isKnownVariable, looksOurs } from './known-variables.js';

/** What is wrong with the commands of ours in a shell block: words, flags and variables that there are not. */
export async function shellFaults(text: string): Promise<string[]> {
  const faults: string[] = [];
  for (const words of commandsIn(text)) faults.push(...(await commandFaults(words)));
  return faults;
}

/** The words of each simple command. */
export function commandsIn(text: string): string[][] {
  const commands: string[][] = [];
  for (const line of withoutHereDocuments(text.replaceAll('\\\n', ' ')).split('\n')) {
    let start = 0;
    while (start < line.length) {
      const { words, end, fault } = splitShellWords(line, {
        start,
        comments: true,
        stops: (all, index) => /[;|&()<>]/.test(all.charAt(index)),
      });
      if (fault !== undefined) throw new Error(`${fault.message}: ${line}`);
      if (words.length > 0) commands.push(words.map((word) => word.text));
      start = end + 1;
    }
  }
  return commands;
}

/** What goes into a file is no command. */
function withoutHereDocuments(text: string): string {
  return text.replaceAll(/<<-?\s*(['"]?)(\w+)\1([^\n]*)\n[\s\S]*?\n\s*\2(?=\n|$)/g, '$3');
}

const prefixes = new Set(['sudo', 'exec', 'time', 'env', 'export', 'watch', 'then', 'do', 'else', 'if', '!', 'test']);

async function commandFaults(words: readonly string[]): Promise<string[]> {
  const rest = [...words];
  const faults: string[] = [];
  for (;;) {
    const [first] = rest;
    if (first === undefined) return faults;
    const name = /^([A-Z][A-Z0-9_]*)=/.exec(first)?.[1];
    if (name === undefined && !prefixes.has(first)) break;
    if (name !== undefined) faults.push(...variableFaults(name));
    rest.shift();
  }
  const [program = '', ...args] = rest;
  if (program === 'letsencrypt-dns') return [...faults, ...(await ourFaults(args))];
  if (program === 'lexicon') return [...faults, ...(await ourFaults(['lexicon', ...args]))];
  if (program === 'npm' && args[0] === 'run') return [...faults, ...scriptFaults(args[1] ?? '')];
  if (['docker', 'podman', 'kubectl', 'nerdctl'].includes(program))
    return [...faults, ...(await containerFaults(args))];
  return faults;
}

function variableFaults(name: string): string[] {
  return looksOurs(name) && !isKnownVariable(name) ? [`there is no variable ${name}`] : [];
}

function scriptFaults(name: string): string[] {
  const { scripts } = JSON.parse(readFileSync(join(projectRoot(), 'package.json'), 'utf8'));
  return name in scripts ? [] : [`there is no script ${name}`];
}

/** `run … IMAGE words`, `exec NAME letsencrypt-dns words`, `--env NAME=…`. */
async function containerFaults(args: readonly string[]): Promise<string[]> {
  const faults = args.flatMap((word, index) => {
    const given = /^(?:-e|--env)$/.test(args[index - 1] ?? '') ? word : /^--env=(.*)$/.exec(word)?.[1];
    return given === undefined ? [] : variableFaults(given.split('=')[0] ?? '');
  });
  // The image of `run`, the container of `exec`, and a program of that name behind it.
  const isImage = (word: string, index: number) =>
    args[index - 1] !== '--name' && /^(localhost\/)?(letsencrypt-dns(:[\w.-]+)?|IMAGE)$/.test(word);
  const image = args.findIndex(isImage);
  const isRun = args.includes('run') || args.includes('exec');
  if (!isRun || image === -1 || args.includes('--entrypoint')) return faults;
  const behind = args.slice(image + 1).filter((word) => word !== '--');
  if (args.includes('run') && !args.includes('exec')) return [...faults, ...(await ourFaults(behind))];
  return behind[0] === 'letsencrypt-dns' ? [...faults, ...(await ourFaults(behind.slice(1)))] : faults;
}

/** Words of the command line of this program: only parsed. */
export async function ourFaults(words: readonly string[]): Promise<string[]> {
  const given = words.map((word) => word.replace(/^\$.*|^…$/, 'x'));
  const ofLexicon = lexiconWords(given);
  if (ofLexicon !== undefined) return lexiconFaults(ofLexicon);
  if (given.length === 0) return [];
  const program = createProgram('0', async () => {});
  for (const command of [program, ...below(program)]) command.configureOutput({ writeOut() {}, writeErr() {} });
  try {
    await program.parseAsync([...given], { from: 'user' });
    return [];
  } catch (error) {
    const { code, exitCode, message } = error as { code?: string; exitCode?: number; message: string };
    return exitCode === 0 || code === 'commander.help' ? [] : [`letsencrypt-dns ${words.join(' ')}: ${message}`];
  }
}

function below(command: Command): Command[] {
  return command.commands.flatMap((each) => [each, ...below(each)]);
}

function lexiconFaults(words: readonly string[]): string[] {
  const [provider = '', action] = words.filter((word) => !word.startsWith('-'));
  const faults = [];
  if (provider !== '' && builtInRegistry().findProvider(provider) === undefined)
    faults.push(`lexicon knows no provider ${provider}`);
  if (action !== undefined && !['create', 'list', 'update', 'delete'].includes(action))
    faults.push(`lexicon has no action ${action}`);
  return faults;
}
