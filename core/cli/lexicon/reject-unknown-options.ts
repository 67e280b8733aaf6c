import type { Command } from 'commander';
import { didYouMean } from '../../config/nearest.js';
import { Failure } from '../../sdk/failure.js';

/**
 * Finds misspelt options before the parser does: it would repeat `--auth-tokn=…` with the secret behind it.
 * @throws Failure CONFIG with the nearest options; values are never shown
 */
export function rejectUnknownOptions(argv: readonly string[], command: Command, whose: string): void {
  const options = [...command.options, command.createOption('-h, --help')];
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    if (word === '--') return;
    if (!word.startsWith('-') || word === '-') continue;
    const [flag = word] = word.split('=', 1);
    const option = options.find(({ short, long }) => flag === long || flag === short);
    if (option === undefined)
      throw unknown(
        flag,
        whose,
        options.flatMap(({ long, hidden }) => (hidden ? [] : (long ?? []))),
      );
    if (option.required && !word.includes('=')) index += 1;
  }
}

function unknown(flag: string, whose: string, known: readonly string[]): Failure {
  const isLong = flag.startsWith('--');
  // What begins with one dash is a value whose flag was forgotten, more often than not: it may be a secret.
  return new Failure('CONFIG', `${whose} has no option ${isLong ? flag : 'with one dash but -h'}`, {
    hint: (isLong ? didYouMean(flag, known) : undefined) ?? 'See --help for all of them',
  });
}
