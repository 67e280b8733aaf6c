// Keeps V8's compiled code beside the package, in a folder that is ours alone: whoever could write there would put code
// into what we run next. Where there can be no such folder, everything is compiled anew. Of ES modules Node does it itself,
// from 22.1 on.
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

/** The same of an ES module: from code that was kept, V8 can import none. */
function chunk(name: string): Promise<unknown> {
  const { enableCompileCache }: { enableCompileCache?: (directory: string) => unknown } = require('node:module');
  if (enableCompileCache !== undefined && isKept) enableCompileCache(folder);
  return import(name);
}

export = { load, chunk };
