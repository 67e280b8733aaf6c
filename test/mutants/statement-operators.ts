import type { AnyNode } from 'acorn';
import type { Mutant } from './mutant.js';
import { calledName, onlyTells, type Visit } from './syntax.js';

/** Calls left out, or not waited for; failures that a `catch` would have borne; two calls in the other order. */
export function statementMutants({ node }: Visit, source: string): Mutant[] {
  if (node.type === 'CatchClause') return uncaught(node, source);
  if (node.type === 'BlockStatement' || node.type === 'Program') return swaps(node.body, source);
  if (node.type !== 'ExpressionStatement' || !isEffect(node.expression)) return [];
  const at = { start: node.start, end: node.end, kind: 'statement' as const };
  const removed: Mutant = { ...at, operator: 'no call', text: '' };
  if (node.expression.type !== 'AwaitExpression') return [removed];
  const { argument } = node.expression;
  return [removed, { ...at, operator: 'no await', text: `${source.slice(argument.start, argument.end)};` }];
}

function uncaught(node: { param?: AnyNode | null; body: AnyNode }, source: string): Mutant[] {
  const { start, end } = node.body;
  const name = node.param?.type === 'Identifier' ? node.param.name : undefined;
  const thrown = name === undefined ? "throw new Error('caught no more');" : `throw ${name};`;
  if (source.slice(start + 1, end - 1).trim() === thrown) return [];
  return [{ operator: 'no catch', start, end, kind: 'statement', text: thrown }];
}

/** Neighbours whose effects come in the other order. No statement is in two pairs. */
function swaps(body: readonly AnyNode[], source: string): Mutant[] {
  const mutants: Mutant[] = [];
  for (let index = 1; index < body.length; index += 1) {
    const [one, other] = [body[index - 1], body[index]];
    if (!isCall(one) || !isCall(other) || isNobodysOrder(one, other)) continue;
    const text = `${source.slice(other.start, other.end)} ${source.slice(one.start, one.end)}`;
    mutants.push({ operator: 'other order', start: one.start, end: other.end, kind: 'statement', text });
    index += 1;
  }
  return mutants;
}

/** Whoever waits for a promise goes on in a later turn than it is settled in. */
const cleanUps = new Set(['clearTimeout', 'clearInterval', 'removeEventListener', 'resolve', 'reject']);

/** Clean-ups of this process, and lines of the log: which of them came before what cannot be seen. */
function isNobodysOrder(...pair: readonly AnyNode[]): boolean {
  const names = pair.map((node) => (node.type === 'ExpressionStatement' ? calledPath(node.expression) : ''));
  return names.some((name) => /^log\./.test(name)) || names.every((name) => cleanUps.has(name.replace(/^.*\./, '')));
}

/** `log.warn` for `log.warn(…)`. */
function calledPath(node: AnyNode): string {
  if (node.type !== 'CallExpression') return '';
  const { callee } = node;
  const on = callee.type === 'MemberExpression' && callee.object.type === 'Identifier' ? `${callee.object.name}.` : '';
  return `${on}${calledName(callee)}`;
}

function isCall(node: AnyNode | undefined): node is AnyNode {
  return node?.type === 'ExpressionStatement' && isEffect(node.expression);
}

/** A call whose result nobody takes; what is only told to a log is left alone. */
function isEffect(node: AnyNode): boolean {
  const call = node.type === 'AwaitExpression' ? node.argument : node;
  return call.type === 'CallExpression' && !onlyTells(call) && call.callee.type !== 'Super';
}
