import type { GlobalOptions } from '../application/global-options.js';
import type { CommandContext } from './command-context.js';

export type Command = (context: CommandContext) => Promise<number>;

/** Commands that need no word but their name, and what loads them. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  health: async () => (await import('./commands/from-disk.js')).healthCommand,
  plan: async () => (await import('./commands/plan.js')).planCommand,
  providers: async () => {
    const { providersCommand } = await import('./commands/providers.js');
    return (context) => providersCommand(context, undefined);
  },
  run: async () => (await import('./commands/run.js')).runCommand,
  status: async () => (await import('./commands/from-disk.js')).statusCommand,
  sync: async () => {
    const { syncCommand } = await import('./commands/sync.js');
    return (context) => syncCommand(context, {});
  },
};

/** By their names. */
export type LoadedCommands = Readonly<Record<string, Command | undefined>>;

export interface SimpleCommand {
  readonly globals: GlobalOptions;
  readonly load: () => Promise<Command>;
}

/**
 * A command line that is nothing but the name of a command, with the program's `--json`, `--config-dir` and `--config`
 * before or behind it: such a one is understood without the grammar of all the others, which takes longer to load than
 * some commands take to run.
 * @param argv without node and the script
 * @param loaded commands that need not be loaded any more
 * @returns undefined for any other, be it right or wrong
 */
export function simpleCommand(argv: readonly string[], loaded: LoadedCommands = {}): SimpleCommand | undefined {
  let load: SimpleCommand['load'] | undefined;
  const globals: { json?: true; configDir?: string; config?: string } = {};
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    if (word === '--json') globals.json = true;
    else if (word === '--config-dir' || word === '--config') {
      index += 1;
      const value = argv[index];
      // What looks like an option may be one that was forgotten a value for.
      if (value === undefined || value === '' || value.startsWith('-')) return undefined;
      globals[word === '--config' ? 'config' : 'configDir'] = value;
    } else if (load === undefined && Object.hasOwn(commands, word)) {
      const known = loaded[word];
      load = known === undefined ? commands[word] : async () => known;
    } else return undefined;
  }
  return load === undefined ? undefined : { globals, load };
}
