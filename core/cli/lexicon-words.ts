/** Log levels of this program → those that lexicon has. */
const lexiconLevels: Readonly<Record<string, string>> = {
  fatal: 'CRITICAL',
  error: 'ERROR',
  warn: 'WARNING',
  info: 'INFO',
  debug: 'DEBUG',
  trace: 'NOTSET',
  silent: 'CRITICAL',
};

/** Global options of this program that take a value, and what each is on the lexicon command line. */
const valued: Readonly<Record<string, (value: string) => readonly string[] | undefined>> = {
  '--config-dir': (value) => [`--config-dir=${value}`],
  // lexicon reads no YAML configuration of this program.
  '--config': () => [],
  '--log-level': (value) => {
    const level = lexiconLevels[value];
    return level === undefined ? undefined : [`--log-level=${level}`];
  },
};

/** Global options without a value. */
const switches: Readonly<Record<string, readonly string[]>> = {
  '--json': ['--output=JSON'],
  '--help': ['--help'],
  '-h': ['--help'],
};

/**
 * The words for the lexicon command line where the command is `lexicon`, be it behind options of this program: these
 * come first, as lexicon writes them, so that what stands behind `lexicon` wins.
 * @param argv without node and the script
 * @returns undefined where it is another command, or where something before it is wrong
 */
export function lexiconWords(argv: readonly string[]): string[] | undefined {
  const words: string[] = [];
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    if (word === 'lexicon') return [...words, ...argv.slice(index + 1)];
    const [, flag = word, inline] = (word.includes('=') && /^(--[a-z-]+)=(.*)$/s.exec(word)) || [];
    const translate = Object.hasOwn(valued, flag) ? valued[flag] : undefined;
    if (translate === undefined) {
      const plain = Object.hasOwn(switches, word) ? switches[word] : undefined;
      if (plain === undefined) return undefined;
      words.push(...plain);
      continue;
    }
    if (inline === undefined) index += 1;
    const value = inline ?? argv[index];
    const translated = value === undefined ? undefined : translate(value);
    if (translated === undefined) return undefined;
    words.push(...translated);
  }
  return undefined;
}
