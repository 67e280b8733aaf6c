import type { AnyNode } from 'acorn';
import { callMutants } from './call-operators.js';
import { constantMutants } from './constant-operators.js';
import type { Mutant } from './mutant.js';
import { statementMutants } from './statement-operators.js';
import { nodesOf, optionalLinks, type Visit } from './syntax.js';

const boundaries: Readonly<Record<string, string>> = { '<': '<=', '<=': '<', '>': '>=', '>=': '>' };
const opposites: Readonly<Record<string, string>> = { '===': '!==', '!==': '===', '-': '+', '*': '/', '/': '*' };

/** Every fault that the operators can put into a compiled module, in the order of the text. Throws SyntaxError. */
export function mutantsOf(source: string): Mutant[] {
  return nodesOf(source)
    .flatMap((visit) => [
      ...conditionMutants(visit, source),
      ...expressionMutants(visit, source),
      ...constantMutants(visit, source),
      ...callMutants(visit, source),
      ...statementMutants(visit, source),
    ])
    .sort((one, other) => one.start - other.start || other.end - one.end);
}

/** A condition that always or never holds. A loop that never ends tells nothing, so those only stop. */
function conditionMutants({ node, parent, key }: Visit, source: string): Mutant[] {
  if (key !== 'test' || parent === undefined || isConstant(node)) return [];
  const at = { start: node.start, end: node.end, kind: 'expression' as const };
  if (parent.type === 'IfStatement' || parent.type === 'ConditionalExpression')
    return ['true', 'false'].map((text) => ({ ...at, operator: `condition ${text}`, text }));
  if (/^(While|DoWhile|For)Statement$/.test(parent.type) && source.slice(node.start, node.end) !== 'true')
    return [{ ...at, operator: 'loop ends', text: 'false' }];
  return [];
}

function expressionMutants({ node, parent, key }: Visit, source: string): Mutant[] {
  const at = { start: node.start, end: node.end, kind: 'expression' as const };
  if (node.type === 'BinaryExpression' && node.left.type !== 'PrivateIdentifier') {
    const boundary = boundaries[node.operator];
    if (boundary !== undefined) return [{ ...at, operator: 'boundary', text: joined(node, boundary, source) }];
    const opposite = opposites[node.operator];
    // A whole condition is turned over already.
    if (opposite !== undefined && key !== 'test')
      return [{ ...at, operator: 'opposite', text: joined(node, opposite, source) }];
  }
  if (node.type === 'LogicalExpression') {
    const left = source.slice(node.left.start, node.left.end);
    if (node.operator === '??') return [{ ...at, operator: 'no fallback', text: left }];
    return [{ ...at, operator: 'and, or', text: joined(node, node.operator === '&&' ? '||' : '&&', source) }];
  }
  if (node.type === 'UnaryExpression' && node.operator === '!' && key !== 'test')
    return [{ ...at, operator: 'no negation', text: source.slice(node.argument.start, node.argument.end) }];
  // Node has no user and group ids on Windows alone.
  if (node.type === 'ChainExpression' && /^process\.get\w*id\?\.\(\)$/.test(source.slice(node.start, node.end)))
    return [];
  if (node.type === 'ChainExpression' && parent?.type !== 'UnaryExpression' && key !== 'callee')
    return optionalLinks(node.expression, source).map((offset) => ({
      ...at,
      operator: 'no optional chaining',
      text: `${source.slice(node.start, offset)}${withoutLink(source.slice(offset, node.end))}`,
    }));
  return [];
}

function joined(node: { left: AnyNode; right: AnyNode }, operator: string, source: string): string {
  const left = source.slice(node.left.start, node.left.end);
  return `(${left}) ${operator} (${source.slice(node.right.start, node.right.end)})`;
}

function withoutLink(rest: string): string {
  return /^\?\.[[(]/.test(rest) ? rest.slice(2) : rest.slice(1);
}

function isConstant(node: AnyNode): boolean {
  return node.type === 'Literal';
}
