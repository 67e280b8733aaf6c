/**
 * Characters that do something to a terminal, or that hide what a text says: controls (C0, DEL, C1), format characters
 * (among them those that turn the direction of writing, CVE-2021-42574), separators of lines and paragraphs, and halves
 * of surrogate pairs. Made when a text has more than letters of ASCII: it takes longer than writing one that has not.
 */
const active = () => /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * A text in which nothing acts: what would is shown as `\u001b`, which in JSON means the same as before. Ends of lines
 * and tabs stay, as the program's own texts have them.
 */
export function visibleText(text: string): string {
  if (/^[ -~\n\t]*$/.test(text)) return text;
  return text.replace(active(), (character) =>
    character === '\n' || character === '\t' ? character : escaped(character),
  );
}

/** As {@link visibleText}, in one line: a text from elsewhere must not look like lines of this program. */
export function visibleLine(text: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  return visibleText(text.replace(/\s*[\r\n]\s*/g, ' ').replaceAll('\t', ' '));
}

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
