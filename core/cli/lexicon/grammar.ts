import { Command, InvalidArgumentError, Option } from 'commander';
import { optionKind, optionVariables } from '../../options/names.js';
import type { OptionSpec, ProviderManifest } from '../../sdk/manifest.js';
import { recordTypes } from '../../sdk/record.js';

export const actions = ['create', 'list', 'update', 'delete'] as const;
export const outputs = ['TABLE', 'TABLE-NO-HEADER', 'JSON', 'QUIET'] as const;
export const logLevels = ['CRITICAL', 'ERROR', 'WARNING', 'INFO', 'DEBUG', 'NOTSET'] as const;

export type Action = (typeof actions)[number];
export type Output = (typeof outputs)[number];

/** Options of lexicon itself, as commander hands them over. */
export interface LexiconOptions {
  readonly delegated?: string;
  readonly configDir?: string;
  readonly resolveZoneName?: boolean;
  readonly name?: string;
  readonly content?: string;
  readonly ttl?: number;
  readonly priority?: number;
  readonly identifier?: string;
  readonly logLevel?: string;
  readonly log_level?: string;
  readonly output?: Output;
}

/** A command of lexicon with nothing but the options that every provider shares. */
export function lexiconCommand(version: string): Command {
  return new Command('lexicon')
    .description('Create, list, update and delete DNS records')
    .version(`lexicon ${version}`, '--version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .configureHelp({ showGlobalOptions: true })
    .option('--delegated <domain>', 'the zone, where it is not the registrable domain')
    .option('--config-dir <dir>', 'where lexicon.yml and lexicon_<provider>.yml are looked for')
    .option('--resolve-zone-name', 'find the zone by asking the DNS')
    .option('--name <name>', 'name of the record: relative, full, or with a final dot')
    .option('--content <content>', 'content of the record')
    .option('--ttl <seconds>', 'time to live of the record', parseWhole)
    .option('--priority <number>', 'priority of the record', parseWhole)
    .option('--identifier <id>', 'the record to update or delete')
    .addOption(new Option('--log-level <level>', 'how much to log').choices(logLevels))
    .addOption(new Option('--log_level <level>').choices(logLevels).hideHelp())
    .addOption(new Option('--output <format>', 'how to print the result; TABLE unless told').choices(outputs))
    .exitOverride();
}

/** The full command line for one provider. */
export function providerCommand(version: string, manifest: ProviderManifest): Command {
  const command = lexiconCommand(version)
    .argument('<provider>', manifest.title)
    .argument('<action>', actions.join(', '))
    .argument('<domain>', 'a domain of the zone; a subdomain will do')
    .argument('<type>', recordTypes.join(', '))
    .optionsGroup(`Options of ${manifest.title}:`);
  for (const [key, spec] of Object.entries(manifest.options)) command.addOption(providerOption(manifest, key, spec));
  return command;
}

function providerOption(manifest: ProviderManifest, key: string, spec: OptionSpec): Option {
  const [variable] = optionVariables(manifest, key);
  const isSwitch = optionKind(spec) === 'boolean';
  const notes = [
    ...(spec.required ? ['required'] : []),
    ...(spec.default !== undefined && !isSwitch ? [`default: ${spec.default}`] : []),
    `env: ${variable}`,
  ];
  const option = new Option(
    isSwitch ? `--${spec.flag}` : `--${spec.flag} <value>`,
    `${spec.help} (${notes.join(', ')})`,
  );
  return spec.choices === undefined ? option : option.choices(spec.choices);
}

function parseWhole(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}
