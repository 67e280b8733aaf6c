// Keeps V8's compiled code beside the package, in a folder that is ours alone: whoever could write there would put code
// into what we run next. Where there can be no such folder, everything is compiled anew. Of ES modules Node does it itself,
// from 22.1 on: these are the sources as they were compiled, and providers and plugins.
import fs = require('node:fs');
import path = require('node:path');

const folder = path.join(__dirname, '../../../.compile-cache');
const isKept = isOurs(folder);

/** Loads a plain file of the bundle. @param name of one that stands beside this one */
function load(name: string): unknown {
  const file = path.join(__dirname, name);
  if (!isKept) return require(file);
  const loadKept: (file: string, folder: string) => unknown = require('./kept-code.cjs');
  return loadKept(file, folder);
}

/** Loads such a file as `import()` loads others. */
async function later(name: string): Promise<unknown> {
  await undefined;
  return load(name);
}

function isOurs(directory: string): boolean {
  try {
    const found = fs.lstatSync(directory, { throwIfNoEntry: false });
    if (found === undefined) fs.mkdirSync(directory, { mode: 0o700 });
    const { uid, mode } = found ?? fs.lstatSync(directory);
    return (mode & (0o170000 | 0o077)) === 0o040000 && uid === process.geteuid?.();
  } catch {
    return false;
  }
}

/** Imports an ES module: code that was kept can import none. @param name a whole one, or relative to this file */
function chunk(name: string): Promise<unknown> {
  const { enableCompileCache }: { enableCompileCache?: (directory: string) => unknown } = require('node:module');
  if (enableCompileCache !== undefined && isKept) enableCompileCache(folder);
  return import(name);
}

export = { load, later, chunk };
