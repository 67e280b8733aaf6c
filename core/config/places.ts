/** Column (from 1, in characters) of an index into a line. */
export function columnAt(line: string, index: number): number {
  return 1 + Array.from(line.slice(0, index)).length;
}

/** `file:line:column`, line and column from 1. */
export function filePlace(file: string, line: number, column: number): string {
  return `${file}:${line}:${column}`;
}
