import { readFileSync } from 'node:fs';
import { parse } from 'acorn';
import { transform } from 'esbuild';

/**
 * Classes keep their names where all names are made short: they are part of some messages and log lines, and of how
 * libraries know their own errors. For names of functions nobody asks, and to give each of them its name whenever it is
 * made, as the bundler would, takes a tenth of a run.
 */
export const namedClasses = {
  name: 'named-classes',
  setup({ onLoad }) {
    onLoad({ filter: /\.[cm]?[jt]s$/, namespace: 'file' }, async ({ path }) => {
      const text = readFileSync(path, 'utf8');
      if (!/\bclass\b/.test(text)) return undefined;
      const isTyped = /\.[cm]?ts$/.test(path);
      return { contents: withNames(isTyped ? (await transform(text, untyped)).code : text) };
    });
  },
};

/** As the project's own sources want it. */
const untyped = { loader: 'ts', target: 'esnext', tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } } };

function withNames(text) {
  let named = '';
  let from = 0;
  const inOrder = classesIn(parsed(text)).sort((one, other) => one.at - other.at);
  for (const { at, name } of inOrder) {
    const own = `static name=${JSON.stringify(name)};`;
    named += text.slice(from, at) + own;
    from = at;
  }
  return named + text.slice(from);
}

/** A module, or else a script. */
function parsed(text) {
  const options = { ecmaVersion: 'latest', allowHashBang: true, allowReturnOutsideFunction: true };
  try {
    return parse(text, { ...options, sourceType: 'module' });
  } catch {
    return parse(text, { ...options, sourceType: 'script' });
  }
}

/**
 * Each class that has a name, and where its members begin.
 * @param taken the name that a class without one takes from where it is put
 */
function classesIn(node, taken, found = []) {
  if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') {
    const name = node.id?.name ?? taken;
    if (name !== undefined && !node.body.body.some(isName)) found.push({ at: node.body.start + 1, name });
  }
  for (const value of Object.values(node))
    for (const child of Array.isArray(value) ? value : [value])
      if (typeof child?.type === 'string') classesIn(child, nameGiven(node, child), found);
  return found;
}

function nameGiven(node, child) {
  if (node.type === 'VariableDeclarator' && child === node.init) return node.id.name;
  if (node.type === 'AssignmentExpression' && child === node.right) return node.left.name;
  if (node.type === 'Property' && child === node.value && !node.computed) return node.key.name;
  return undefined;
}

/** A class may have a name of its own making. */
function isName(member) {
  return member.static === true && member.key?.name === 'name';
}
