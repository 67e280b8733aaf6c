import { didYouMean } from '../../config/nearest.js';
import { Failure } from '../../sdk/failure.js';

/** One of the words allowed. @throws Failure CONFIG that lists them, the nearest first */
export function chooseWord<T extends string>(word: string, allowed: readonly T[], what: string): T {
  const found = allowed.find((each) => each === word);
  if (found !== undefined) return found;
  const near = didYouMean(word, allowed);
  throw new Failure('CONFIG', `\`${word}\` is no ${what}`, {
    hint: `${near === undefined ? '' : `${near} `}Take one of ${allowed.join(', ')}`,
  });
}

/** A TTL in seconds; undefined where nobody asked for one. @throws Failure CONFIG */
export function readTtl(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new Failure('CONFIG', `\`${text}\` is no TTL`, { hint: 'Give a whole number of seconds' });
}
