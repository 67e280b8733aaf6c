/** One difference, as `compareRequest` words it. */
const difference = /: recorded (.*), sent (.*)$/s;

/**
 * Whether a request differs from a recorded one in nothing but that it names the type TXT, wherever its API has it: in the
 * query, at the end of the path, in a filter in the body, in the name of the command.
 */
export function differsByTypeAlone(differences: readonly string[]): boolean {
  const [only, ...more] = differences;
  if (only === undefined || more.length > 0) return false;
  const [, recorded = '', sent = ''] = difference.exec(only) ?? [];
  return /txt/i.test(sent) && !/txt/i.test(recorded);
}
