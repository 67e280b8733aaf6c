import type { Command } from 'commander';
import { programVersion } from '../../application/version.js';
import type { ProviderManifest } from '../../sdk/manifest.js';
import { providerCommand } from './grammar.js';
import { plainSwitches } from './plain-switches.js';
import { rejectUnknownOptions } from './reject-unknown-options.js';

/**
 * Parses the command line of one provider.
 * @throws Failure CONFIG for unknown options; CommanderError for what else is wrong, and after --help and --version
 */
export function parseForProvider(argv: readonly string[], manifest: ProviderManifest): Command {
  const command = providerCommand(programVersion(), manifest);
  const words = plainSwitches(argv, manifest);
  rejectUnknownOptions(words, command, `the provider \`${manifest.id}\``);
  return command.parse(words, { from: 'user' });
}
