import type { Command } from 'commander';
import { globalOptions } from './global-options.js';
import type { RunCommand } from './run-command.js';

/** Adds `providers` and what is below it. @param command makes one with the options that all have */
export function addProviderCommands(
  command: (nameAndArguments: string, description: string, parent?: Command) => Command,
  run: RunCommand,
): void {
  const providers = command('providers [id]', 'all DNS providers, or the options of one').action(
    async (id: string | undefined, _options, self: Command) => {
      await run(async () => {
        const { providersCommand } = await import('./commands/providers.js');
        return (context) => providersCommand(context, id);
      }, globalOptions(self));
    },
  );
  command('new <id>', 'a package with a provider of your own, which passes its test', providers)
    .option('--dir <dir>', 'where to write it, letsencrypt-dns-<id> unless told')
    .option('--title <title>', 'what the service is called')
    .action(async (id: string, options, self: Command) => {
      await run(async () => {
        const { newProviderCommand } = await import('./commands/new-provider.js');
        return (context) => newProviderCommand(context, id, options);
      }, globalOptions(self));
    });
}
