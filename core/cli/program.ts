import { Command, Option } from 'commander';
import { groupOf, placeOf } from './command-groups.js';
import { exampleText } from './examples.js';
import { globalOptions, logLevels, readLogLevel } from './global-options.js';
import { addConfigCommands } from './program-config.js';
import { addDoorsCommands } from './program-doors.js';
import { addProviderCommands } from './program-providers.js';
import { addStoreCommands } from './program-store.js';
import type { RunCommand } from './run-command.js';

/**
 * The command line.
 * @param run runs a command once its options are known
 */
export function createProgram(version: string, run: RunCommand): Command {
  const program = new Command('letsencrypt-dns')
    .description('Keeps TLS certificates alive through DNS challenges, on any DNS provider, unattended.')
    .version(version, '--version')
    .option(
      '--config-dir <dir>',
      'certificates and configuration (env LETSENCRYPT_CONFIG_DIR, default /etc/letsencrypt)',
    )
    .option('--config <file>', 'a YAML configuration')
    .addOption(
      new Option('--log-level <level>', `how much to log: ${logLevels.join(', ')} (env LOG_LEVEL)`).argParser(
        readLogLevel,
      ),
    )
    .option('--json', 'machine-readable output')
    .addHelpText('after', exampleText(''))
    .helpCommand(false)
    // Narrow terminals get a narrow column rather than lines that break anywhere.
    .configureHelp({ minWidthToWrap: 20, visibleCommands, groupItems: byGroup })
    .showHelpAfterError('(see --help)')
    .exitOverride();

  function command(nameAndArguments: string, description: string, parent: Command = program): Command {
    // Options of the program may stand behind the name of a command as well.
    const [name = ''] = nameAndArguments.split(' ');
    return parent
      .command(nameAndArguments)
      .helpGroup(parent === program ? groupOf(name) : 'Commands:')
      .description(description)
      .option('--config-dir <dir>', 'see the program’s own options')
      .option('--config <file>')
      .addOption(new Option('--log-level <level>').argParser(readLogLevel))
      .option('--json', 'machine-readable output')
      .addHelpText('after', exampleText(`${parent === program ? '' : `${parent.name()} `}${name}`))
      .exitOverride();
  }

  command('run', 'the daemon: reconcile, watch the configuration, renew on schedule').action(
    async (_options, self: Command) => {
      await run(async () => (await import('./commands/run.js')).runCommand, globalOptions(self));
    },
  );

  command('sync', 'one reconcile pass, then exit')
    .option('--allow-removals', 'remove certificates even where it is most of them')
    .action(async (options, self: Command) => {
      await run(async () => {
        const { syncCommand } = await import('./commands/sync.js');
        return (context) => syncCommand(context, options);
      }, globalOptions(self));
    });

  command('plan', 'what sync would do, and why; touches nothing').action(async (_options, self: Command) => {
    await run(async () => (await import('./commands/plan.js')).planCommand, globalOptions(self));
  });

  command('status', 'all certificates: names, expiry, next renewal, last error').action(
    async (_options, self: Command) => {
      await run(async () => (await import('./commands/from-disk.js')).statusCommand, globalOptions(self));
    },
  );

  command('health', 'is a certificate expired, or about to while its renewal fails? For HEALTHCHECK').action(
    async (_options, self: Command) => {
      await run(async () => (await import('./commands/from-disk.js')).healthCommand, globalOptions(self));
    },
  );

  command('check', 'is the configuration right?')
    .option('--live', 'create, see and remove a test TXT record at each provider and zone in use')
    .action(async (options, self: Command) => {
      await run(async () => {
        const { checkCommand } = await import('./commands/check.js');
        return (context) => checkCommand(context, options);
      }, globalOptions(self));
    });

  command('renew [names...]', 'renew certificates that are due, or all of these with --force')
    .option('--force', 'also those that are not due')
    .action(async (names: string[], options, self: Command) => {
      await run(async () => {
        const { renewCommand } = await import('./commands/renew.js');
        return (context) => renewCommand(context, names, options);
      }, globalOptions(self));
    });

  command(
    'init [names...]',
    'guided set-up: asks, tries, writes; off a terminal it takes flags and prints what it would write',
  )
    .option('--provider <id>', 'the DNS provider (else its name servers tell, or you)')
    .option('--option <name=value>', 'an option of the provider, or NAME-file=PATH; again for more', collect)
    .option('--mail <address>', 'contact of the account at the CA')
    .option('--ca <name>', 'short name or directory URL of a CA')
    .option('--compose [file]', 'write a compose file with secrets in place of an env file')
    .option('--write', 'write at once, without questions')
    .action(async (names: string[], options, self: Command) => {
      await run(
        async () => {
          const { initCommand } = await import('./commands/init.js');
          return (context) => initCommand(context, names, options);
        },
        globalOptions(self),
        true,
      );
    });

  command('add <names...>', 'append a line to domains.conf and obtain that certificate alone').action(
    async (names: string[], _options, self: Command) => {
      await run(async () => {
        const { addCommand } = await import('./commands/add.js');
        return (context) => addCommand(context, names);
      }, globalOptions(self));
    },
  );

  command('trial [names...]', 'the whole way at the CA’s staging server; touches no certificate').action(
    async (names: string[], _options, self: Command) => {
      await run(async () => {
        const { trialCommand } = await import('./commands/trial.js');
        return (context) => trialCommand(context, names);
      }, globalOptions(self));
    },
  );

  command('revoke <name>', 'revoke a certificate; its files stay')
    .option('--reason <reason>', 'keyCompromise, superseded, cessationOfOperation, affiliationChanged or unspecified')
    .action(async (name: string, options, self: Command) => {
      await run(async () => {
        const { revokeCommand } = await import('./commands/remove.js');
        return (context) => revokeCommand(context, name, options);
      }, globalOptions(self));
    });

  command('delete <name>', 'delete the files of a certificate').action(
    async (name: string, _options, self: Command) => {
      await run(async () => {
        const { deleteCommand } = await import('./commands/remove.js');
        return (context) => deleteCommand(context, name);
      }, globalOptions(self));
    },
  );

  command('hooks [names...]', 'run the post-issue steps again for the certificates as they are').action(
    async (names: string[], _options, self: Command) => {
      await run(async () => {
        const { hooksCommand } = await import('./commands/hooks.js');
        return (context) => hooksCommand(context, names);
      }, globalOptions(self));
    },
  );

  command('notify', 'where messages go (NOTIFY_URLS); with --test, send one to each address')
    .option('--test', 'send a message that says that nothing is wrong')
    .action(async (options, self: Command) => {
      await run(async () => {
        const { notifyCommand } = await import('./commands/notify.js');
        return (context) => notifyCommand(context, options);
      }, globalOptions(self));
    });

  addProviderCommands(command, run);

  command(
    'help [topic]',
    'help for a command; or all variables, plugins, yaml keys; or a manual page: man, man-lexicon',
  ).action(async (topic: string | undefined, _options, self: Command) => {
    const about = topic === undefined ? program : program.commands.find((known) => known.name() === topic);
    // It has a command line of its own.
    if (about !== undefined && topic !== 'lexicon') return about.help();
    await run(async () => {
      if (topic === 'lexicon') {
        const { lexiconMain } = await import('./lexicon/main.js');
        return ({ env }) => lexiconMain(['--help'], env);
      }
      if (topic === 'man-lexicon') return (await import('./commands/manual.js')).lexiconManualCommand;
      if (topic === 'man') {
        const { manualCommand } = await import('./commands/manual.js');
        return (context) => manualCommand(context, program);
      }
      const { helpCommand } = await import('./commands/help.js');
      return (context) => helpCommand(context, topic ?? '');
    }, globalOptions(self));
  });

  command('completion <shell>', 'a script for bash, zsh or fish that completes these commands').action(
    async (shell: string, _options, self: Command) => {
      await run(async () => {
        const { completionCommand } = await import('./commands/completion.js');
        return (context) => completionCommand(context, shell, program);
      }, globalOptions(self));
    },
  );

  addConfigCommands(command, run);
  addDoorsCommands(command, run);
  addStoreCommands(command, run);

  command('demo', 'see it work: four certificates with nothing to set up')
    .option('--keep <dir>', 'leave everything in this folder, which must be new or empty')
    .option('--watch', 'stay up, and follow changes of domains.conf')
    .action(async (options, self: Command) => {
      await run(async () => {
        const { demoCommand } = await import('./commands/demo.js');
        return (context) => demoCommand(context, options);
      }, globalOptions(self));
    });

  program
    .command('lexicon', { hidden: false })
    .helpGroup(groupOf('lexicon'))
    .description('the lexicon command line: list, create, update, delete records')
    .allowUnknownOption();
  return program;
}

/** By subject, as they are needed; those below another command as they were made. */
function visibleCommands(parent: Command): Command[] {
  if (parent.parent !== null) return [...parent.commands];
  return [...parent.commands].sort((one, other) => placeOf(one.name()) - placeOf(other.name()));
}

/** In the order in which they are shown, not in which they were made. */
function byGroup<T extends Command | Option>(
  _all: T[],
  shown: T[],
  groupOfItem: (item: T) => string,
): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const item of shown) found.set(groupOfItem(item), [...(found.get(groupOfItem(item)) ?? []), item]);
  return found;
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
