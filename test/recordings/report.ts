import type { CaseResult, CaseState } from './replay-provider.js';

const columns: readonly CaseState[] = ['passed', 'failed', 'exception', 'unplayable'];

/** One paragraph for each case that did not simply pass, then a table with a line for each provider. */
export function renderReport(results: readonly CaseResult[]): string {
  const paragraphs = results.filter(({ state }) => state !== 'passed').map(renderCase);
  return [...paragraphs, renderTable(results)].join('\n');
}

function renderCase({ folder, case: name, state, details }: CaseResult): string {
  const indented = details.join('\n').replace(/^/gm, '    ');
  return state === 'failed'
    ? `FAILED ${folder} ${name}\n${indented}\n`
    : `${state}: ${folder} ${name}: ${details.join('; ')}`;
}

function renderTable(results: readonly CaseResult[]): string {
  const folders = [...new Set(results.map(({ folder }) => folder))];
  const width = Math.max(8, ...folders.map((folder) => folder.length));
  const line = (name: string, cells: readonly string[]) =>
    `${name.padEnd(width)}${cells.map((cell) => cell.padStart(12)).join('')}`;
  const counts = (of: readonly CaseResult[]) =>
    columns.map((state) => String(of.filter((result) => result.state === state).length));
  return [
    line('provider', columns),
    ...folders.map((name) => line(name, counts(results.filter(({ folder }) => folder === name)))),
    line('all', counts(results)),
  ].join('\n');
}
