import type { Command, Option } from 'commander';
import { logLevels } from '../global-options.js';

/** One command, as completion and the manual need it. */
export interface CommandFacts {
  /** Its words: `config migrate`; empty for the program itself. */
  readonly path: string;
  readonly description: string;
  /** As in its usage: `[names...]`. */
  readonly usage: string;
  readonly subcommands: readonly string[];
  readonly options: readonly OptionFacts[];
  /** What its first argument is. */
  readonly takes: ArgumentKind | undefined;
}

export interface OptionFacts {
  /** `--config-dir` */
  readonly long: string;
  /** `--config-dir <dir>` */
  readonly flags: string;
  readonly description: string;
  /** Undefined: it has no value. */
  readonly value: ValueKind | undefined;
}

/** What stands for an argument: the name of a certificate, the id of a provider, a topic of help, a shell. */
export type ArgumentKind = 'certificate' | 'provider' | 'topic' | 'shell';

/** What stands for a value of an option. */
export type ValueKind = 'directory' | 'file' | readonly string[] | 'text';

export const shells = ['bash', 'zsh', 'fish'] as const;
export const helpTopics = ['variables', 'plugins', 'yaml', 'man', 'man-lexicon'] as const;

const argumentKinds: Readonly<Record<string, ArgumentKind>> = {
  renew: 'certificate',
  revoke: 'certificate',
  delete: 'certificate',
  hooks: 'certificate',
  trial: 'certificate',
  providers: 'provider',
  help: 'topic',
  completion: 'shell',
};

/** All commands from the one table that the command line itself is made of, the program first. */
export function commandTable(program: Command): readonly CommandFacts[] {
  return factsOf(program, '');
}

function factsOf(command: Command, path: string): CommandFacts[] {
  const subcommands = command.commands.map((child) => child.name());
  const own: CommandFacts = {
    path,
    description: command.description(),
    usage: command.registeredArguments.map(argumentUsage).join(' '),
    subcommands,
    options: command.options.filter(({ hidden, long }) => !hidden && long !== undefined).map(optionFacts),
    takes: argumentKinds[path],
  };
  const below = command.commands.flatMap((child) =>
    factsOf(child, path === '' ? child.name() : `${path} ${child.name()}`),
  );
  return [own, ...below];
}

function argumentUsage(argument: { name(): string; readonly required: boolean; readonly variadic: boolean }): string {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

function optionFacts({ long, flags, description, argChoices }: Option): OptionFacts {
  return { long: long ?? '', flags, description, value: valueKindOf(long ?? '', flags, argChoices) };
}

function valueKindOf(long: string, flags: string, choices: readonly string[] | undefined): ValueKind | undefined {
  const placeholder = /[<[]([^>\]]+)[>\]]/.exec(flags)?.[1];
  if (placeholder === undefined) return undefined;
  if (long === '--log-level') return logLevels;
  if (choices !== undefined) return choices;
  if (/^dir/.test(placeholder)) return 'directory';
  return /file/.test(placeholder) ? 'file' : 'text';
}
