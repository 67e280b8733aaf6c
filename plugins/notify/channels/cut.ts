/**
 * As many whole lines as fit, and how many are left. A line that is too long by itself is cut.
 * @param most what the text may measure; the note of what is left comes on top
 */
export function fitting(
  lines: readonly string[],
  most: number,
  sizeOf: (text: string) => number = (text) => text.length,
): string[] {
  const kept: string[] = [];
  let size = 0;
  for (const line of lines) {
    size += sizeOf(line) + 1;
    if (size > most && kept.length > 0) break;
    kept.push(size > most ? beginning(line, most, sizeOf) : line);
  }
  const left = lines.length - kept.length;
  return [...kept, ...(left > 0 ? [`… and ${left} more`] : [])];
}

export function cut(lines: readonly string[], most: number): string {
  return fitting(lines, most).join('\n');
}

/** Half a character (one of a surrogate pair) is refused as malformed by some services, so characters are counted whole. */
function beginning(line: string, most: number, sizeOf: (text: string) => number): string {
  let kept = '';
  let size = 0;
  for (const character of line) {
    size += sizeOf(character);
    if (size > most) break;
    kept += character;
  }
  return kept;
}
