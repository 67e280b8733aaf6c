import { examplesByCommand } from '../examples.js';
import type { CommandFacts } from './command-table.js';

export interface ManualContent {
  readonly table: readonly CommandFacts[];
  readonly variables: readonly { readonly name: string; readonly standard: string; readonly meaning: string }[];
  readonly version: string;
}

/** The manual page, for `man`: commands, options, examples and variables from the tables that the help is made of. */
export function manPage({ table, variables, version }: ManualContent): string {
  const [program, ...commands] = table;
  const shown = commands.filter(({ subcommands, usage }) => subcommands.length === 0 || usage !== '');
  const lines = [
    `.TH LETSENCRYPT\\-DNS 1 "" "letsencrypt\\-dns ${text(version)}" "User Commands"`,
    '.SH NAME',
    `letsencrypt\\-dns \\- ${text(lowerFirst(program?.description ?? ''))}`,
    '.SH SYNOPSIS',
    '.B letsencrypt\\-dns',
    '.I command',
    '.RI [ options ]',
    '.br',
    '.B lexicon',
    '.I provider action domain type',
    '.RI [ options ]',
    '.SH COMMANDS',
    ...shown.flatMap(commandEntry),
    '.SH OPTIONS',
    'These may stand behind the name of any command.',
    ...(program?.options ?? []).flatMap(({ flags, description }) => ['.TP', `.B ${text(flags)}`, text(description)]),
    '.SH EXIT STATUS',
    ...[
      ['0', 'All is well.'],
      ['1', 'Something failed, or needs somebody.'],
      ['2', 'The configuration or the command line is wrong.'],
      ['10', 'plan: there is something to do.'],
    ].flatMap(([code = '', meaning = '']) => ['.TP', `.B ${code}`, meaning]),
    '.SH ENVIRONMENT',
    'Each may be given as \\fINAME\\fR_FILE, whose content is the value.',
    ...variables.flatMap(({ name, standard, meaning }) => [
      '.TP',
      `.B ${text(name)}`,
      text(`${meaning}${standard === '' ? '' : ` (default: ${standard})`}`),
    ]),
    '.SH FILES',
    ...[
      [
        '/etc/letsencrypt',
        'the configuration directory: domains.conf, letsencrypt-dns.yml, live/, archive/, renewal/, accounts/',
      ],
      ['/etc/letsencrypt-dns.env', 'variables, NAME=value, one a line'],
    ].flatMap(([path = '', meaning = '']) => ['.TP', `.I ${text(path)}`, text(meaning)]),
    '.SH EXAMPLES',
    ...(examplesByCommand[''] ?? []).flatMap(([words, meaning]) => [
      '.TP',
      `.B letsencrypt\\-dns ${text(words)}`,
      text(meaning),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

/** Options that all commands have are told once. */
function commandEntry({ path, usage, description, options }: CommandFacts): string[] {
  const own = options.filter(({ long }) => !['--config-dir', '--config', '--log-level', '--json'].includes(long));
  return [
    '.TP',
    `.B ${text(`${path} ${usage}`.trim())}`,
    text(description),
    ...own.flatMap(({ flags, description: about }) => ['.RS', '.TP', `.B ${text(flags)}`, text(about), '.RE']),
  ];
}

/** Nothing in it means anything to roff: no escapes, no request at the beginning of a line, dashes that can be copied. */
export function text(words: string): string {
  const plain = words
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('`', '')
    .replaceAll('’', '\\(cq')
    .replaceAll('…', '...')
    .replaceAll('—', '\\(em')
    .replace(/\s+/g, ' ')
    .trim();
  return /^[.']/.test(plain) ? `\\&${plain}` : plain;
}

function lowerFirst(words: string): string {
  return words.charAt(0).toLowerCase() + words.slice(1);
}
