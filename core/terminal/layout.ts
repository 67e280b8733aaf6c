import { visibleLine } from '../sdk/visible-text.js';
import { isTerminal } from './standard-streams.js';
import { renderTable } from './table.js';
import { hang, wrap } from './wrap.js';

/** Columns of the terminal that results go to; undefined where it is none, and lines may be of any length. */
export function outputColumns(env: NodeJS.ProcessEnv): number | undefined {
  if (isTerminal('stdout')) return process.stdout.columns || usualColumns;
  const asked = Number(env.COLUMNS);
  return Number.isInteger(asked) && asked > 0 ? asked : undefined;
}

const usualColumns = 80;

/** What the last column of a table must have left, in characters, to be broken into lines. */
const leastLast = 32;

/**
 * A table where it fits; else one whose last column is broken into lines; else a block of lines for each row, headed by
 * its first cell, without the cells that are empty or `-`.
 * @param columns of the terminal; undefined: as many as it takes
 */
export function renderRows(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  columns: number | undefined,
): string {
  const table = renderTable(header, rows);
  if (columns === undefined || widthOf(table) <= columns) return table;
  const firsts = [header, ...rows].map((row) => row.slice(0, -1));
  const left = columns - widthOf(renderTable(undefined, [...firsts])) - 1;
  return left >= leastLast
    ? renderTable(
        header,
        rows.flatMap((row) => broken(row, left)),
      )
    : blocks(header, rows, columns);
}

/** Whether these rows would have to be blocks of lines. */
export function needsBlocks(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  columns: number | undefined,
): boolean {
  if (columns === undefined || widthOf(renderTable(header, rows)) <= columns) return false;
  const firsts = [header, ...rows].map((row) => row.slice(0, -1));
  return columns - widthOf(renderTable(undefined, firsts)) - 1 < leastLast;
}

function widthOf(text: string): number {
  return Math.max(0, ...text.split('\n').map((line) => line.length));
}

function broken(row: readonly string[], width: number): string[][] {
  return wrap(visibleLine(row.at(-1) ?? ''), width).map((line, index) => [
    ...row.slice(0, -1).map((cell) => (index === 0 ? cell : '')),
    line,
  ]);
}

function blocks(header: readonly string[], rows: readonly (readonly string[])[], columns: number): string {
  const width = Math.max(0, ...header.slice(1).map((label) => label.length)) + 4;
  const each = rows.map(([first = '', ...cells]) => [
    ...(first === '' ? [] : [visibleLine(first)]),
    ...cells.flatMap((cell, index) => {
      if (cell === '' || cell === '-') return [];
      return hang(`  ${(header[index + 1] ?? '').toLowerCase()}`, visibleLine(cell), width, columns);
    }),
  ]);
  // A row without a first cell goes on with the one before.
  return each
    .map((lines, index) => `${index > 0 && rows[index]?.[0] !== '' ? '\n' : ''}${lines.join('\n')}`)
    .join('\n');
}
