import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { build } from 'esbuild';

/** What the bundler writes: names in braces, and a path to another file of the package. */
const statements = /\b(import|export)(?:\{([^}]*)\}from)?"(\.[^"]+)"/g;

/** What CommonJS packages want, and a plain file has by itself: next to no other has one. */
const wantsBanner = /\brequire\b|__filename|__dirname/;

/**
 * Puts chunks that are loaded together into a few files: Node looks for each by itself, once for each file that imports
 * it, and a pass would load a hundred of them. An entry point, and what is imported lazily, keeps its path.
 * @param folder of the chunks
 * @param outputs those of esbuild's metafile
 * @param whole entry point of the command that loads all of them
 * @param parts name of a file → tells of entry points which load that file; in turn, so that a chunk goes into the first
 *   file that it belongs to, and none imports a later one
 * @returns absolute paths of the files that there are then
 */
export async function mergeChunks(root, folder, outputs, { whole, parts, banner, target }) {
  const files = new Map(
    Object.entries(outputs).map(([path, output]) => [resolve(root, path), withPaths(root, output)]),
  );
  const lazy = new Set([...files.values()].flatMap((file) => file.lazy));
  for (const file of files.keys()) rewrite(file, (text) => withoutBanner(text, banner, dirname(file) === folder));
  const left = reachable(files, (entry) => entry === whole);
  const there = new Set(files.keys());
  for (const [name, isStart] of Object.entries(parts)) {
    const wanted = reachable(files, isStart);
    const merged = [...left].filter((file) => wanted.has(file));
    const names = namesOf(merged, files);
    const into = join(folder, `${name}.js`);
    await writeMerged(into, names, target);
    for (const file of merged) {
      left.delete(file);
      there.delete(file);
    }
    for (const file of there) rewrite(file, (text) => redirected(text, file, names, into));
    for (const file of merged) {
      rmSync(file);
      if (files.get(file).entryPoint === undefined && !lazy.has(file)) continue;
      writeFileSync(file, forwarding(names.get(file), into));
      there.add(file);
    }
    there.add(into);
  }
  return there;
}

function withPaths(root, { entryPoint, exports, imports }) {
  const isEager = ({ kind }) => kind === 'import-statement';
  const own = imports.filter(({ external }) => !external);
  const pathsOf = (some) => some.map(({ path }) => resolve(root, path));
  return {
    entryPoint,
    exports,
    eager: pathsOf(own.filter(isEager)),
    lazy: pathsOf(own.filter((each) => !isEager(each))),
  };
}

/** The files of such entry points, and those that they import before they run. @throws Error where there are none */
function reachable(files, isStart) {
  const found = new Set();
  const left = [...files].filter(([, { entryPoint }]) => entryPoint !== undefined && isStart(entryPoint));
  if (left.length === 0) throw new Error('there is no such entry point');
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const [path, { eager }] = next;
    if (found.has(path)) continue;
    found.add(path);
    left.push(...eager.map((each) => [each, files.get(each)]));
  }
  return found;
}

/** For each of these files, the name that each of its exports has in the one that holds them. */
function namesOf(merged, files) {
  let count = 0;
  const next = (name) => [name, `x${(count++).toString(36)}`];
  return new Map(merged.map((file) => [file, new Map(files.get(file).exports.map(next))]));
}

async function writeMerged(into, names, target) {
  const folder = dirname(into);
  const lines = [...names].map(([file, exported]) => {
    const list = [...exported].map(([name, inMerged]) => `${name} as ${inMerged}`).join();
    return `import ${JSON.stringify(file)};export {${list}} from ${JSON.stringify(file)};`;
  });
  await build({
    stdin: { contents: lines.join('\n'), resolveDir: folder },
    outfile: into,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target,
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [
      {
        name: 'others-stay',
        setup(plugin) {
          plugin.onResolve({ filter: /^\./ }, ({ path, kind, resolveDir }) => {
            const file = resolve(resolveDir, path);
            if (kind === 'import-statement' && names.has(file)) return { path: file };
            return { path: pathTo(file, folder), external: true };
          });
        },
      },
    ],
  });
}

function forwarding(names, into) {
  const list = [...names].map(([name, inMerged]) => `${inMerged} as ${name}`).join();
  return `export{${list}}from"./${basename(into)}";\n`;
}

/** The text of a file that imports from the one that holds them. @throws Error where it imports what is not exported */
function redirected(text, file, names, into) {
  return text.replaceAll(statements, (statement, word, list, path) => {
    const known = names.get(resolve(dirname(file), path));
    if (known === undefined) return statement;
    const place = JSON.stringify(pathTo(into, dirname(file)));
    if (list === undefined) return `${word}${place}`;
    const renamed = list.split(',').map((each) => {
      const [name = '', own = name] = each.trim().split(' as ');
      if (!known.has(name)) throw new Error(`${path} does not export ${name}, which ${file} imports`);
      return `${known.get(name)} as ${own}`;
    });
    return `${word}{${renamed.join()}}from${place}`;
  });
}

function withoutBanner(text, banner, isPlain) {
  const rest = text.startsWith(banner) ? text.slice(banner.length).trimStart() : text;
  return !isPlain && wantsBanner.test(rest) ? text : rest;
}

function rewrite(file, change) {
  const before = readFileSync(file, 'utf8');
  const after = change(before);
  if (after !== before) writeFileSync(file, after);
}

function pathTo(file, folder) {
  const path = relative(folder, file);
  return path.startsWith('.') ? path : `./${path}`;
}
