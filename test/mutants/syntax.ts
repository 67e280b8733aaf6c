import { type AnyNode, parse } from 'acorn';

/** A node with what it stands in. */
export interface Visit {
  readonly node: AnyNode;
  readonly parent: AnyNode | undefined;
  /** The property of the parent that holds it. */
  readonly key: string;
}

/** Calls that only tell developers something, or keep Node from doing so: what they are given changes nothing. */
const onlyTell = new Set(['debug', 'trace', 'setMaxListeners']);

/** The last name of what is called. */
export function calledName(callee: AnyNode): string {
  if (callee.type === 'Identifier') return callee.name;
  if (callee.type !== 'MemberExpression') return '';
  return callee.property.type === 'Identifier' ? callee.property.name : '';
}

/** Whether this is a call that only tells somebody something. */
export function onlyTells(node: AnyNode): boolean {
  return node.type === 'CallExpression' && onlyTell.has(calledName(node.callee));
}

/** All nodes of a module but what only tells something, outer ones first. Throws SyntaxError. */
export function nodesOf(source: string): Visit[] {
  const visits: Visit[] = [];
  collect(parse(source, { ecmaVersion: 'latest', sourceType: 'module' }), undefined, '', visits);
  return visits;
}

function collect(node: AnyNode, parent: AnyNode | undefined, key: string, visits: Visit[]): void {
  if (onlyTells(node)) return;
  visits.push({ node, parent, key });
  for (const [name, value] of Object.entries(node))
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) collect(child, node, name, visits);
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** Where each `?.` of a chain stands. */
export function optionalLinks(node: AnyNode, source: string): number[] {
  if (node.type !== 'MemberExpression' && node.type !== 'CallExpression') return [];
  const inner = node.type === 'MemberExpression' ? node.object : node.callee;
  const own = node.optional ? [source.indexOf('?.', inner.end)] : [];
  return [...optionalLinks(inner, source), ...own];
}
