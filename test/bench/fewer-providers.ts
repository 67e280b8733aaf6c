import { cpSync, existsSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { indexFile, readIndex } from '../../core/manifest/manifest-index.js';
import { createTempDir } from '../lab/index.js';
import { inTurns, type Sample } from './in-turns.js';
import { measure } from './measure.js';
import type { BenchOptions } from './options.js';
import { openSubject, type Subject } from './subject.js';

export interface FewerProvidersResult extends Sample {
  readonly command: string;
  /** How many are listed. */
  readonly providers: number;
  /** Times of the whole package to those of the one that was cut. */
  readonly wallRatio: number;
  readonly cpuRatio: number;
}

/** As many as there were when the targets were set. */
export const fewProviders = 60;

const commands = [
  { command: 'letsencrypt-dns --help', program: 'letsencryptDns', words: ['--help'] },
  { command: 'letsencrypt-dns providers', program: 'letsencryptDns', words: ['providers'] },
  { command: 'lexicon --help', program: 'lexicon', words: ['--help'] },
] as const;

/** What lists all providers, beside the same package cut to sixty of them: both in one run, in turns. */
export async function measureFewerProviders(
  subject: Subject,
  { repeats }: BenchOptions,
): Promise<FewerProvidersResult[]> {
  const directory = await createTempDir('bench-fewer');
  try {
    // Both are copies, so that neither has a better place on the disk.
    const all = copyPackage(subject.root, join(directory.path, 'all'));
    const few = copyPackage(subject.root, join(directory.path, 'few'), fewProviders);
    const tasks = commands.flatMap(({ command, program, words }) =>
      [all, few].map((copy) => ({ command, copy, words: [copy[program], ...words] })),
    );
    const found = await inTurns(tasks, { repeats, warmUp: true }, async ({ command, words }) => {
      const options = { cwd: directory.path, watchesMemory: false, timeoutMs: 60_000 };
      const measurement = await measure([process.execPath, ...words], options);
      if (measurement.code === 0) return measurement;
      throw new Error(`${command} ended with ${measurement.code}:\n${measurement.stderr.slice(-2000)}`);
    });
    return found.map(({ task: { command, copy }, sample }) => {
      const cut = found.find(({ task }) => task.command === command && task.copy === few)?.sample ?? sample;
      const providers = idsIn(copy.root).length;
      return {
        command,
        providers,
        ...sample,
        wallRatio: sample.wallMs / cut.wallMs,
        cpuRatio: sample.cpuMs / cut.cpuMs,
      };
    });
  } finally {
    await directory.remove();
  }
}

/** A copy of a package with all its providers, or with the first ones in the order of the alphabet. */
export function copyPackage(root: string, target: string, most = Number.POSITIVE_INFINITY): Subject {
  const cut = new Set(idsIn(root).slice(most));
  const isCut = (path: string) => dirname(path) === join(root, 'dist/providers') && cut.has(basename(path));
  for (const part of ['package.json', 'dist/core', 'dist/providers', 'dist/plugins'])
    cpSync(join(root, part), join(target, part), { recursive: true, filter: (path) => !isCut(path) });
  // The packages behind what is not bundled stay where they are.
  const packages = join(root, 'node_modules');
  if (existsSync(packages)) symlinkSync(packages, join(target, 'node_modules'));
  const index = readIndex(join(target, 'dist/providers'))?.filter(({ facts }) => !cut.has(facts.id));
  if (index !== undefined) writeFileSync(join(target, 'dist/providers', indexFile), JSON.stringify(index));
  return openSubject(target);
}

/** Those that a package lists: the ones of its index, or of its folders where it has none. */
export function idsIn(root: string): string[] {
  const folder = join(root, 'dist/providers');
  const ids =
    readIndex(folder)?.map(({ facts }) => facts.id) ??
    readdirSync(folder).filter((name) => existsSync(join(folder, name, 'manifest.json')));
  return ids.sort();
}
