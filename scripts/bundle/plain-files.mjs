import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { transform } from 'esbuild';

/** What the bundler writes to import from a chunk, or to export what that one has. */
const statements = /\b(import|export)(?:\{([^}]*)\}from)?"(\.[^"]+)\.js";?/g;

/** How a plain file comes by others: see core/cli/bin/compiled-code.cts. */
const means = 'const{load:bundleLoad,later:bundleLater,chunk:bundleImport}=';

/** What such a file has for `import.meta`. */
const meta = "const bundle={get url(){return require('node:url').pathToFileURL(__filename).href}};";

/**
 * Makes plain files of the chunks: of ES modules Node 20 keeps no compiled code, and its loader for them takes longer
 * than they do. What others import by its path (the SDK, providers, plugins) stays an ES module around them.
 * @param folder that of the chunks
 * @param files absolute paths of all files, chunks and others
 * @returns absolute paths of the files that there are then
 */
export async function makePlain(folder, files, target) {
  const made = [];
  for (const file of files) {
    const text = importedOnce(readFileSync(file, 'utf8'));
    const isChunk = dirname(file) === folder;
    const place = isChunk ? file.replace(/\.js$/, '.cjs') : file;
    writeFileSync(
      place,
      isChunk ? await plain(text, file, target) : aroundPlain(text, relative(dirname(file), folder)),
    );
    if (isChunk) rmSync(file);
    made.push(place);
  }
  return new Set(made);
}

/** All that is imported from a file, in the first of the statements that do: they were written for chunks that are one now. */
function importedOnce(text) {
  const lists = new Map();
  for (const [, word, list, path] of text.matchAll(statements))
    if (word === 'import') lists.set(path, [...(lists.get(path) ?? []), ...(list === undefined ? [] : [list])]);
  return text.replaceAll(statements, (statement, word, _list, path) => {
    if (word !== 'import') return statement;
    const all = lists.get(path);
    lists.delete(path);
    if (all === undefined) return '';
    return `import${all.length === 0 ? '' : `{${all.join()}}from`}"${path}.js";`;
  });
}

async function plain(text, file, target) {
  const { code } = await transform(text, {
    format: 'cjs',
    platform: 'node',
    target,
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
    logOverride: { 'empty-import-meta': 'silent' },
    define: { 'import.meta.url': 'bundle.url', 'import.meta.dirname': '__dirname' },
  });
  const whole = withMeans(code.replace(/^"use strict";/, '')).replaceAll(
    /\brequire\("(\.\/[^"]+)\.js"\)/g,
    'bundleLoad("$1.cjs")',
  );
  if (/[^\0-\x7f]/.test(whole)) throw new Error(`${file} is not in ASCII, as it is read`);
  return `"use strict";${means}require("./compiled-code.cjs");${/\bbundle\.url\b/.test(whole) ? meta : ''}${whole}`;
}

/** V8 does not know any more where code that was kept may import from. */
function withMeans(text) {
  return text
    .replaceAll(/\bimport\("([^"]+)\.js"\)/g, (_, path) => `bundleLater("./${basename(path)}.cjs")`)
    .replaceAll(/\bimport\(/g, 'bundleImport(');
}

/** @param way from the file's folder to that of the chunks */
function aroundPlain(text, way) {
  let count = 0;
  const whole = text.replaceAll(statements, (_, word, list, path) => {
    const loaded = `bundleLoad("./${basename(path)}.cjs")`;
    if (list === undefined) return `${loaded};`;
    const names = list.split(',').map((each) => each.trim().split(' as '));
    if (word === 'import') return `const{${names.map((pair) => pair.join(':')).join()}}=${loaded};`;
    const own = names.map(([name, shown = name]) => [name, `bundle${count++}`, shown]);
    const taken = own.map(([name, local]) => `${name}:${local}`).join();
    return `const{${taken}}=${loaded};export{${own.map(([, local, shown]) => `${local} as ${shown}`).join()}};`;
  });
  if (whole === text) return text;
  const loader = JSON.stringify(join(way, 'compiled-code.cjs'));
  const importer = `import{createRequire as bundleRequireOf}from"node:module";`;
  return `${importer}${means}bundleRequireOf(import.meta.url)(${loader});${withMeans(whole)}`;
}
