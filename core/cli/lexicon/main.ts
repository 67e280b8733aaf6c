import type { CommanderError } from 'commander';
import { openRegistry } from '../../application/open-registry.js';
import { programVersion } from '../../application/version.js';
import { didYouMean } from '../../config/nearest.js';
import { renderProblem } from '../../config/problems.js';
import type { Registry } from '../../manifest/registry.js';
import { Failure } from '../../sdk/failure.js';
import { printNote } from '../../terminal/print.js';
import { applyEnvFile } from '../apply-env-file.js';
import { exitCodes } from '../exit-codes.js';
import { reportError } from '../report-error.js';
import { findProviderWord } from './find-provider-word.js';
import { lexiconCommand } from './grammar.js';
import { parseForProvider } from './parse.js';
import { rejectUnknownOptions } from './reject-unknown-options.js';

/**
 * The lexicon command line.
 * @param argv without node and the script
 * @returns the exit code
 */
export async function lexiconMain(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  try {
    return await dispatch(argv, env);
  } catch (error) {
    if (isCommanderError(error)) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    return reportError(error, undefined, false);
  }
}

async function dispatch(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  await applyEnvFile(env);
  const { registry, problems } = await openRegistry(env);
  for (const problem of problems) printNote(renderProblem(problem));
  const word = findProviderWord(argv, registry);
  if (word === 'auto' && registry.findProvider(word) === undefined) {
    const { runAuto } = await import('./auto/run.js');
    return runAuto(argv, registry, env);
  }
  const registered = word === undefined ? undefined : registry.findProvider(word);
  if (registered !== undefined) {
    const command = parseForProvider(argv, registered.manifest);
    const { runLexicon } = await import('./run.js');
    return runLexicon(registered, command, env);
  }
  if (word !== undefined) {
    const ids = registry.providers.flatMap(({ manifest }) => [manifest.id, ...(manifest.aliases ?? [])]);
    throw new Failure('CONFIG', `there is no provider called ${word}`, {
      hint: didYouMean(word, [...ids, 'auto']) ?? 'See lexicon --help for all of them',
    });
  }
  // Parsing answers --help and --version.
  const bare = lexiconCommand(programVersion()).argument('[provider]').allowExcessArguments().allowUnknownOption();
  bare.addHelpText('after', () => providerList(registry)).parse(argv, { from: 'user' });
  rejectUnknownOptions(argv, bare, 'lexicon without a provider');
  throw new Failure('CONFIG', 'no provider given', { hint: 'See lexicon --help for all of them' });
}

function providerList({ providers }: Registry): string {
  const lines = providers.map(({ manifest: { id, title, aliases } }) => {
    const also = aliases === undefined || aliases.length === 0 ? '' : ` (also ${aliases.join(', ')})`;
    return `  ${id.padEnd(18)} ${title}${also}`;
  });
  lines.push(`  ${'auto'.padEnd(18)} The one that the name servers of the domain belong to`);
  return `\nProviders (lexicon PROVIDER --help shows the options of one):\n${lines.join('\n')}`;
}

function isCommanderError(error: unknown): error is CommanderError {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('commander.');
}
