import type { Command } from 'commander';
import { globalOptions } from './global-options.js';
import type { RunCommand } from './run-command.js';

/** Adds `agent` and the commands below `doors`. @param command makes one with the options that all have */
export function addDoorsCommands(
  command: (nameAndArguments: string, description: string, parent?: Command) => Command,
  run: RunCommand,
): void {
  command('agent', 'keeps this host’s copies of certificates of a hub, and runs the steps here')
    .requiredOption('--hub <url>', 'the hub’s doors; several by comma: the next where one does not answer')
    .requiredOption('--client <name>', 'as the hub knows this host')
    .requiredOption('--secret-file <file>', 'with the secret of that client')
    .option('--certificate <name...>', 'these alone; left out: all that the client may fetch')
    .action(async (options, self: Command) => {
      await run(async () => {
        const { agentCommand } = await import('./commands/agent.js');
        return (context) => agentCommand(context, options);
      }, globalOptions(self));
    });

  const doors = command('doors', 'our providers for other ACME clients: secrets, clients, is all in place?');

  command('secret', 'a new secret for a client', doors).action(async (_options, self: Command) => {
    await run(async () => (await import('./commands/doors.js')).doorsSecretCommand, globalOptions(self));
  });

  command(
    'acme-dns <client> <domain>',
    'an acme-dns account for a domain of a client, as its ACME clients keep it',
    doors,
  ).action(async (client: string, domain: string, _options, self: Command) => {
    await run(async () => {
      const { doorsAcmeDnsCommand } = await import('./commands/doors-acme-dns.js');
      return (context) => doorsAcmeDnsCommand(context, client, domain);
    }, globalOptions(self));
  });

  command('list', 'the clients, and what each may do', doors).action(async (_options, self: Command) => {
    await run(async () => (await import('./commands/doors.js')).doorsListCommand, globalOptions(self));
  });

  command('check', 'could the doors open?', doors).action(async (_options, self: Command) => {
    await run(async () => (await import('./commands/doors.js')).doorsCheckCommand, globalOptions(self));
  });
}
