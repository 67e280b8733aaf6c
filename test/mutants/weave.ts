import type { Mutant, PlacedMutant } from './mutant.js';

/** The names in woven files of what says whether a mutant is the active one, and what is told that the file is being loaded. */
const isActive = '__isMutant';
const [begin, end] = ['__beginModule', '__endModule'];

/**
 * A module that holds all of its mutants beside what it was, chosen when it runs: one build serves every mutant, and a run
 * without any shows which ones a test gets to. Ranges are nested or apart. Pure.
 * @param activePath specifier of `active.js`
 */
export function weave(source: string, mutants: readonly PlacedMutant[], activePath: string): string {
  const sorted = [...mutants].sort((one, other) => one.start - other.start || other.end - one.end);
  const body = woven(source, 0, source.length, sorted);
  const imported = `isMutant as ${isActive}, beginModule as ${begin}, endModule as ${end}`;
  return `import { ${imported} } from ${JSON.stringify(activePath)};\n${begin}();\n${body}\n${end}();\n`;
}

/** Mutants must be sorted by start, wider ones first; all lie within the range. */
function woven(source: string, from: number, to: number, mutants: readonly PlacedMutant[]): string {
  let text = '';
  let at = from;
  for (let index = 0; index < mutants.length; ) {
    const outer = mutants[index];
    if (outer === undefined) break;
    const rest = mutants.slice(index);
    const inside = rest.slice(
      0,
      lengthWhile(rest, (mutant) => mutant.start < outer.end),
    );
    const same = inside.filter((mutant) => isSameRange(mutant, outer));
    const inner = inside.filter((mutant) => !isSameRange(mutant, outer));
    text += source.slice(at, outer.start) + alternatives(same, woven(source, outer.start, outer.end, inner));
    at = outer.end;
    index += inside.length;
  }
  return text + source.slice(at, to);
}

function alternatives(mutants: readonly PlacedMutant[], original: string): string {
  // A statement and an expression never have the same range: a statement ends with its semicolon.
  if (mutants[0]?.kind === 'statement')
    return `{${mutants.map(({ id, text }) => `if (${isActive}(${id})) {${text}} else `).join('')}{${original}}}`;
  return `(${mutants.map(({ id, text }) => `${isActive}(${id}) ? (${text}) : `).join('')}(${original}))`;
}

function isSameRange(one: Mutant, other: Mutant): boolean {
  return one.start === other.start && one.end === other.end;
}

function lengthWhile<T>(items: readonly T[], holds: (item: T) => boolean): number {
  const end = items.findIndex((item) => !holds(item));
  return end < 0 ? items.length : end;
}
