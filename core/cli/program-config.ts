import type { Command } from 'commander';
import { globalOptions } from './global-options.js';
import type { RunCommand } from './run-command.js';

/** Adds the commands below `config`. @param command makes one with the options that all have */
export function addConfigCommands(
  command: (nameAndArguments: string, description: string, parent?: Command) => Command,
  run: RunCommand,
): void {
  const config = command('config', 'the YAML configuration: migrate to it, or its JSON Schema');
  command('migrate', 'the YAML file that equals the environment and domains.conf', config)
    .option('--output <file>', 'write it to a new file, readable by its owner alone')
    .action(async (options, self: Command) => {
      await run(async () => {
        const { migrateCommand } = await import('./commands/config.js');
        return (context) => migrateCommand(context, options);
      }, globalOptions(self));
    });
  command('schema', 'the JSON Schema of the YAML file, for editors', config).action(async (_options, self: Command) => {
    await run(async () => (await import('./commands/config.js')).schemaCommand, globalOptions(self));
  });
}
