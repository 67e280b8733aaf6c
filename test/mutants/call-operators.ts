import type { Mutant } from './mutant.js';
import { calledName, optionalLinks, type Visit } from './syntax.js';

/** Calls that give a form of what they are called on: without them, all of it, or in the order it was in. */
const forms = new Set(['filter', 'sort', 'toSorted', 'trim', 'toLowerCase', 'reverse', 'toReversed', 'catch']);
const twins: Readonly<Record<string, string>> = {
  some: 'every',
  every: 'some',
  min: 'max',
  max: 'min',
  startsWith: 'endsWith',
  endsWith: 'startsWith',
};

/** Calls within expressions that are left out or replaced by their opposite. */
export function callMutants({ node, key }: Visit, source: string): Mutant[] {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return [];
  const { object, property } = node.callee;
  const name = calledName(node.callee);
  // Within a chain or as what is called, the text would not stand alone.
  if (object.type === 'Super' || key === 'callee' || optionalLinks(node, source).length > 0) return [];
  const at = { start: node.start, end: node.end, kind: 'expression' as const };
  const on = source.slice(object.start, object.end);
  // The `min` of a schema is none of numbers.
  const isTwin = Object.hasOwn(twins, name) && (on === 'Math' || !/^(min|max)$/.test(name));
  const twin = isTwin ? twins[name] : undefined;
  if (twin !== undefined)
    return [{ ...at, operator: `${twin} for ${name}`, text: `${on}.${twin}${source.slice(property.end, node.end)}` }];
  if (!forms.has(name)) return [];
  return [{ ...at, operator: `no ${name}`, text: on }];
}
