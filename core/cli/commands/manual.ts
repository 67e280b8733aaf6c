import type { Command } from 'commander';
import { openRegistry } from '../../application/open-registry.js';
import { programVersion } from '../../application/version.js';
import { allVariables } from '../../config/plugin-variables.js';
import type { CommandContext } from '../command-context.js';
import { commandTable } from '../completion/command-table.js';
import { manPage } from '../completion/man-page.js';
import { exitCodes } from '../exit-codes.js';

/** `letsencrypt-dns help man`: the manual page, for `man -l -` and for packages. */
export async function manualCommand({ env }: CommandContext, program: Command): Promise<number> {
  const { registry } = await openRegistry(env);
  const variables = allVariables(registry.plugins).map(({ name, default: standard, without, meaning }) => ({
    name,
    standard: standard ?? without ?? '',
    meaning,
  }));
  process.stdout.write(manPage({ table: commandTable(program), variables, version: programVersion() }));
  return exitCodes.done;
}

/** `letsencrypt-dns help man-lexicon`: that of the lexicon command line. */
export async function lexiconManualCommand({ env }: CommandContext): Promise<number> {
  const { registry } = await openRegistry(env);
  const { lexiconManPage } = await import('../completion/lexicon-man-page.js');
  const ids = registry.providers.map(({ manifest }) => manifest.id);
  process.stdout.write(lexiconManPage(programVersion(), ids));
  return exitCodes.done;
}
