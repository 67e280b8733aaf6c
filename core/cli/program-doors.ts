import type { Command } from 'commander';
import { globalOptions } from './global-options.js';
import type { RunCommand } from './run-command.js';

/** Adds the commands below `doors`. @param command makes one with the options that all have */
export function addDoorsCommands(
  command: (nameAndArguments: string, description: string, parent?: Command) => Command,
  run: RunCommand,
): void {
  const doors = command('doors', 'our providers for other ACME clients: secrets, clients, is all in place?');

  command('secret', 'a new secret for a client', doors).action(async (_options, self: Command) => {
    await run(async () => (await import('./commands/doors.js')).doorsSecretCommand, globalOptions(self));
  });

  command('list', 'the clients, and what each may do', doors).action(async (_options, self: Command) => {
    await run(async () => (await import('./commands/doors.js')).doorsListCommand, globalOptions(self));
  });

  command('check', 'could the doors open?', doors).action(async (_options, self: Command) => {
    await run(async () => (await import('./commands/doors.js')).doorsCheckCommand, globalOptions(self));
  });
}
