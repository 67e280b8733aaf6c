import type { AnyNode } from 'acorn';
import type { Mutant } from './mutant.js';
import { calledName, type Visit } from './syntax.js';

/** Another truth value, number or word. Texts for people (anything with a blank) and names of modules stay. */
export function constantMutants({ node, parent, key }: Visit, source: string): Mutant[] {
  if (node.type !== 'Literal' || parent === undefined || node.regex || isName(parent, key)) return [];
  const at = { start: node.start, end: node.end, kind: 'expression' as const };
  if (typeof node.value === 'boolean') return [{ ...at, operator: 'truth value', text: String(!node.value) }];
  if (typeof node.value === 'number' && node.value < measures)
    return [{ ...at, operator: 'number', text: `${source.slice(at.start, at.end)} + 1` }];
  if (typeof node.value === 'string' && /^\S+$/.test(node.value) && carriesString(parent, key))
    return [{ ...at, operator: 'word', text: JSON.stringify(`${node.value}~`) }];
  return [];
}

/**
 * From here on numbers are milliseconds, bytes and sizes of caches that somebody chose. A test that tells one from another
 * would measure time, or hold the same number.
 */
const measures = 1000;

/** Words that decide something: what is returned, chosen, given to a call or kept under a name. */
function carriesString(parent: AnyNode, key: string): boolean {
  if (parent.type === 'Property') return key === 'value';
  if (parent.type === 'ConditionalExpression') return key !== 'test';
  if (parent.type === 'CallExpression') return !/^(debug|trace|info|warn|error)$/.test(calledName(parent.callee));
  return /^(ReturnStatement|ArrowFunctionExpression|VariableDeclarator|ArrayExpression)$/.test(parent.type);
}

function isName(parent: AnyNode, key: string): boolean {
  if (/^(Import|Export)/.test(parent.type) || 'directive' in parent) return true;
  return (parent.type === 'Property' || /Definition$/.test(parent.type)) && key === 'key';
}
