import { visibleLine } from '../sdk/visible-text.js';

/** Columns padded to their widest cell, one blank between them; nothing behind the last. */
export function renderTable(
  header: readonly string[] | undefined,
  rows: readonly (readonly string[])[],
  rule = false,
): string {
  const all = (header === undefined ? rows : [header, ...rows]).map((row) => row.map(visibleLine));
  const columns = Math.max(0, ...all.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(0, ...all.map((row) => (row[column] ?? '').length)),
  );
  const lines = all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join(' ')
      .trimEnd(),
  );
  if (rule && header !== undefined) lines.splice(1, 0, widths.map((width) => '-'.repeat(width)).join(' '));
  return lines.join('\n');
}
