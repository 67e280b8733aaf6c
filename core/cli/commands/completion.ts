import type { Command } from 'commander';
import { openRegistry } from '../../application/open-registry.js';
import { didYouMean } from '../../config/nearest.js';
import { Failure } from '../../sdk/failure.js';
import type { CommandContext } from '../command-context.js';
import { bashCompletion } from '../completion/bash.js';
import { commandTable, shells } from '../completion/command-table.js';
import { fishCompletion } from '../completion/fish.js';
import { zshCompletion } from '../completion/zsh.js';
import { exitCodes } from '../exit-codes.js';

const generators = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

/** `letsencrypt-dns completion bash|zsh|fish`: a script for the shell, made of the commands as they are. */
export async function completionCommand({ env }: CommandContext, shell: string, program: Command): Promise<number> {
  const known = shells.find((name) => name === shell);
  if (known === undefined) {
    throw new Failure('CONFIG', `there is no completion for ${shell}`, {
      hint: didYouMean(shell, shells) ?? `Take one of ${shells.join(', ')}`,
    });
  }
  const { registry } = await openRegistry(env);
  const ids = registry.providers.map(({ manifest }) => manifest.id);
  process.stdout.write(generators[known](commandTable(program), ids));
  return exitCodes.done;
}
