import type { Verdict } from './verdict.js';

/** What came out in one folder. */
export interface FolderResult {
  readonly name: string;
  /** All mutants that there are. */
  readonly mutants: number;
  /** Known to change nothing, and therefore not tried. */
  readonly equivalents: number;
  readonly verdicts: readonly Verdict[];
}

/** The results as a Markdown table. */
export function resultTable(results: readonly FolderResult[]): string {
  const rows = results.map((result) => {
    const count = (outcome: Verdict['outcome']) => result.verdicts.filter((one) => one.outcome === outcome).length;
    const tried = result.verdicts.length;
    const caught = count('killed') + count('too long');
    const score = tried === 0 ? '-' : `${Math.round((100 * caught) / tried)} %`;
    return [
      result.name,
      result.mutants,
      tried,
      count('killed'),
      count('too long'),
      count('survived'),
      count('unreached'),
      result.equivalents,
      score,
    ];
  });
  const heads = ['folder', 'mutants', 'tried', 'killed', 'too long', 'survived', 'unreached', 'equivalent', 'caught'];
  return [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

/** One line for a mutant that nobody noticed. */
export function survivorLine({ mutant, outcome }: Verdict): string {
  const [was, text] = [mutant.was, mutant.text].map((part) => part.replace(/\s+/g, ' ').slice(0, 100));
  return `${outcome}  ${mutant.file}:${mutant.line}  ${mutant.operator}: ${was} -> ${text || 'nothing'}\n`;
}
