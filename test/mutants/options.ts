import { availableParallelism } from 'node:os';

/** What the command line of `npm run test:mutants` says. */
export interface MutantOptions {
  /** Folders whose name has one of these; all where there is none. */
  readonly words: readonly string[];
  readonly seed: number;
  /** Mutants of each folder. */
  readonly sample: number;
  /** For the whole run, shared by the folders. */
  readonly minutes: number;
  /** Test files that need more without a mutant are left out, in seconds of a processor. */
  readonly slow: number;
  /** What the tests of one mutant may need together, in seconds of a processor. */
  readonly each: number;
  /** Mutants that are tried at a time. */
  readonly jobs: number;
  /** A commit: only modules that changed since. */
  readonly since: string | undefined;
  /** Forget what earlier runs measured and killed. */
  readonly fresh: boolean;
}

const numbers = { seed: 1, sample: 40, minutes: 60, slow: 10, each: 30, jobs: Math.min(availableParallelism(), 8) };

/** Throws Error where a word is not known. */
export function readOptions(words: readonly string[]): MutantOptions {
  const values = { ...numbers };
  let since: string | undefined;
  for (const word of words.filter((one) => one.startsWith('--') && one !== '--fresh')) {
    const [name = '', value = ''] = word.slice(2).split('=');
    if (name === 'since') since = value;
    else if (isNumberName(name) && Number.isFinite(Number(value)) && value !== '') values[name] = Number(value);
    else
      throw new Error(
        `${word}? It takes ${Object.keys(numbers)
          .map((one) => `--${one}=N`)
          .join(', ')}, --since=COMMIT, --fresh`,
      );
  }
  return { ...values, since, fresh: words.includes('--fresh'), words: words.filter((word) => !word.startsWith('--')) };
}

function isNumberName(name: string): name is keyof typeof numbers {
  return Object.hasOwn(numbers, name);
}
