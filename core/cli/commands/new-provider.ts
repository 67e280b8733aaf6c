import { resolve } from 'node:path';
import { openRegistry } from '../../application/open-registry.js';
import { Failure } from '../../sdk/failure.js';
import { printResult } from '../../terminal/print.js';
import type { CommandContext } from '../command-context.js';
import { exitCodes } from '../exit-codes.js';
import { writeNewProvider } from '../new-provider.js';

export interface NewProviderOptions {
  readonly dir?: string;
  readonly title?: string;
}

/** `letsencrypt-dns providers new ID`: a package with a provider that passes its own test. */
export async function newProviderCommand(
  { globals, env }: CommandContext,
  id: string,
  { dir, title }: NewProviderOptions,
): Promise<number> {
  if (!/^[a-z][a-z0-9-]*$/.test(id)) {
    throw new Failure('CONFIG', `${JSON.stringify(id)} cannot be the id of a provider`, {
      hint: 'Take lower-case letters, digits and dashes, a letter first',
    });
  }
  const { registry } = await openRegistry(env);
  const known = registry.findProvider(id);
  if (known !== undefined) {
    throw new Failure('CONFIG', `there is a provider called ${id} already (${known.origin})`, {
      hint: 'Take another id; the one that comes first has it',
    });
  }
  const folder = resolve(dir ?? `letsencrypt-dns-${id}`);
  const files = writeNewProvider({ id, title: title ?? titleOf(id), folder });
  const next = [`cd ${folder}`, 'npm install', 'npm test'];
  printResult(
    globals.json === true
      ? JSON.stringify({ folder, files, next }, undefined, 2)
      : [
          `written to ${folder}:`,
          ...files.map((file) => `  ${file}`),
          '',
          'Next:',
          ...next.map((words) => `  ${words}`),
        ].join('\n'),
  );
  return exitCodes.done;
}

/** `my-dns` is My Dns until somebody says what it is called. */
function titleOf(id: string): string {
  return id.replace(
    /(^|-)([a-z])/g,
    (_, dash: string, letter: string) => `${dash === '' ? '' : ' '}${letter.toUpperCase()}`,
  );
}
