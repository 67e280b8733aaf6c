import type { Random } from '../random.js';

/** Text as a disk, an editor or a careless copy may leave it: bytes changed, cut off, lines lost, doubled or exchanged. */
export function damaged(random: Random, given: Buffer, words: readonly string[] = []): Buffer {
  const lines = given.toString('latin1').split('\n');
  const place = random.below(lines.length);
  switch (random.below(9)) {
    case 0:
      return given.subarray(0, random.below(given.length + 1));
    case 1:
      lines.splice(place, 1);
      break;
    case 2:
      lines.splice(random.below(lines.length), 0, lines[place] ?? '');
      break;
    case 3:
      lines.splice(random.below(lines.length), 0, ...lines.splice(place, 1));
      break;
    case 4:
      return withOtherDigit(random, given);
    case 5:
      return Buffer.from(withOtherWord(random, given.toString('latin1'), words), 'latin1');
    case 6:
      return Buffer.concat([given.subarray(0, random.below(given.length + 1)), Buffer.alloc(random.below(64))]);
    default:
      return random.mutate(given);
  }
  return Buffer.from(lines.join('\n'), 'latin1');
}

/** What stays well-formed, and says something else. */
function withOtherDigit(random: Random, given: Buffer): Buffer {
  const digits = [...given.entries()].filter(([, byte]) => byte >= 0x30 && byte <= 0x39).map(([index]) => index);
  const index = digits[random.below(Math.max(1, digits.length))];
  const changed = Buffer.from(given);
  if (index !== undefined) changed[index] = 0x30 + random.below(10);
  return changed;
}

function withOtherWord(random: Random, text: string, words: readonly string[]): string {
  const present = words.filter((word) => text.includes(word));
  const word = present[random.below(Math.max(1, present.length))];
  const other = words[random.below(Math.max(1, words.length))];
  return word === undefined || other === undefined ? text : text.replace(word, other);
}
