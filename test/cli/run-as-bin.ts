import { lexiconMain } from '../../core/cli/lexicon/main.js';
import { main } from '../../core/cli/main.js';

/** One command line, and all that its process would find. */
export interface CommandLine {
  readonly bin: 'letsencrypt-dns' | 'lexicon';
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** Runs it in this process, as the bin would in one of its own; one at a time. @returns the exit code */
export async function runAsBin({ bin, words, env, cwd }: CommandLine): Promise<number> {
  const home = process.cwd();
  process.chdir(cwd);
  // In place, so that Node notices another time zone.
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  try {
    return await (bin === 'lexicon' ? lexiconMain : main)(words, process.env);
  } finally {
    process.chdir(home);
    for (const signal of ['SIGINT', 'SIGTERM']) process.removeAllListeners(signal);
  }
}
