import type { Command } from 'commander';
import { globalOptions } from './global-options.js';
import type { RunCommand } from './run-command.js';

/** Adds the commands below `store`. @param command makes one with the options that all have */
export function addStoreCommands(
  command: (nameAndArguments: string, description: string, parent?: Command) => Command,
  run: RunCommand,
): void {
  const store = command('store', 'the store that several instances share, see docs/scale.md');

  command('status', 'who does the passes, and which host has which version', store).action(
    async (_options, self: Command) => {
      await run(async () => (await import('./commands/store.js')).storeStatusCommand, globalOptions(self));
    },
  );

  command('migrate', 'move the configuration directory into the store, or back', store)
    .requiredOption('--to <target>', 'postgres (LETSENCRYPT_STORE), the URL of a database, or a directory')
    .action(async (options: { readonly to: string }, self: Command) => {
      await run(async () => {
        const { storeMigrateCommand } = await import('./commands/store-move.js');
        return (context) => storeMigrateCommand(context, options);
      }, globalOptions(self));
    });

  command('stay', 'go on where everything is, though a move away from there was begun or done', store).action(
    async (_options, self: Command) => {
      await run(async () => (await import('./commands/store-move.js')).storeStayCommand, globalOptions(self));
    },
  );

  command('forget <host>', 'forget a host that is gone; by itself it is forgotten after 30 days', store)
    .option('--directory <directory>', 'only its instance in this directory')
    .action(async (host: string, options: { readonly directory?: string }, self: Command) => {
      await run(async () => {
        const { storeForgetCommand } = await import('./commands/store.js');
        return (context) => storeForgetCommand(context, host, options);
      }, globalOptions(self));
    });

  command('verify', 'does the store hold the same as a directory?', store)
    .option('--with <directory>', 'the directory; left out, the configuration directory')
    .action(async (options: { readonly with?: string }, self: Command) => {
      await run(async () => {
        const { storeVerifyCommand } = await import('./commands/store.js');
        return (context) => storeVerifyCommand(context, options);
      }, globalOptions(self));
    });

  command(
    'upgrade',
    'bind to the key what a store of an earlier version holds; once, while no instance runs',
    store,
  ).action(async (_options, self: Command) => {
    await run(async () => (await import('./commands/store.js')).storeUpgradeCommand, globalOptions(self));
  });

  command('schema', 'the tables as SQL, for a role that may make them', store).action(
    async (_options, self: Command) => {
      await run(async () => (await import('./commands/store.js')).storeSchemaCommand, globalOptions(self));
    },
  );
}
