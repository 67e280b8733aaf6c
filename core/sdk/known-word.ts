import { Failure, failureKinds } from './failure.js';

/**
 * Of authors whose compiler does not check types: a word that nobody knows would change nothing, and nobody would notice.
 * @param what what the word is for, as messages call it
 * @throws Failure CONFIG that names the words there are
 */
export function checkWord(what: string, word: string | undefined, known: readonly string[]): void {
  if (word === undefined || known.includes(word)) return;
  throw new Failure('CONFIG', `${what} cannot be ${JSON.stringify(word)}`, { hint: `Take one of ${known.join(', ')}` });
}

/** The same of kinds of failures. @throws Failure CONFIG */
export function checkCodes(codes: readonly string[]): void {
  for (const code of codes) checkWord('a kind of failure', code, Object.keys(failureKinds));
}
