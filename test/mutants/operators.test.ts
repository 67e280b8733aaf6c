import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mutantsOf } from './operators.js';
import { weave } from './weave.js';

/** What each operator makes of a small text: `operator: what stands in its place`. */
const cases: readonly (readonly [source: string, ...mutants: string[]])[] = [
  ['if (a) b();', 'condition true: true', 'condition false: false', 'no call: '],
  ['while (more) b += c;', 'loop ends: false'],
  ['x = a < b;', 'boundary: (a) <= (b)'],
  ['x = a === b;', 'opposite: (a) !== (b)'],
  ['x = a && b;', 'and, or: (a) || (b)'],
  ['x = a ?? b;', 'no fallback: a'],
  ['x = !a;', 'no negation: a'],
  [
    'x = a?.b?.[c]?.(d);',
    'no optional chaining: a.b?.[c]?.(d)',
    'no optional chaining: a?.b[c]?.(d)',
    'no optional chaining: a?.b?.[c](d)',
  ],
  ['function f() { return true; }', 'truth value: false'],
  ['x = 64;', 'number: 64 + 1'],
  ['x = 5000;'],
  ["x = { code: 'GONE', hint: 'ask somebody else' };", 'word: "GONE~"'],
  ['async function f() { await a(); }', 'no call: ', 'no await: a();'],
  ['first(); then();', 'other order: then(); first();', 'no call: ', 'no call: '],
  ['clearTimeout(a); signal.removeEventListener(b, c);', 'no call: ', 'no call: '],
  ['log.warn(a); told.add(b);', 'no call: ', 'no call: '],
  ['x = process.geteuid?.();'],
  ['try { x = 1 - y; } catch (error) { x = y; }', 'opposite: (1) + (y)', 'number: 1 + 1', 'no catch: throw error;'],
  ['x = list.some(f);', 'every for some: list.every(f)'],
  ['x = Math.min(a, b);', 'max for min: Math.max(a, b)'],
  ['x = z.string().min(a);'],
  ['x = list.filter(f);', 'no filter: list'],
  ['x = list?.a.filter(f)[y];', 'no optional chaining: list.a.filter(f)[y]'],
  ["import { a } from 'b'; log.debug({ event: 'c', x: y ?? 1 }, 'd'); setMaxListeners(0, signal);"],
];

describe('operators', () => {
  for (const [source, ...expected] of cases)
    it(`of ${source}`, () => {
      const mutants = mutantsOf(source);
      assert.deepEqual(
        mutants.map(({ operator, text }) => `${operator}: ${text}`),
        expected,
      );
      const placed = mutants.map((mutant, index) => ({ ...mutant, id: index + 1, file: 'f.js', line: 1, was: '' }));
      // What is woven must be a module, too.
      assert.ok(mutantsOf(weave(source, placed, './active.js')).length >= mutants.length);
    });
});
