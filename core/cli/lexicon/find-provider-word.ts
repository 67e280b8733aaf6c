/**
 * The first word that is no option and no option's value: the provider. Options of lexicon itself may stand before it;
 * which of the words after an option is its value can only be told for those.
 * @param switches options of lexicon that take no value
 */
export function findProviderWord(argv: readonly string[], switches: readonly string[]): string | undefined {
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    if (!word.startsWith('-')) return word;
    const takesValue = word.startsWith('--') && !word.includes('=') && !switches.includes(word);
    if (takesValue) index += 1;
  }
  return undefined;
}
