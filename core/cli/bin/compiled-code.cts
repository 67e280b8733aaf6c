// Keeps V8's compiled code beside the package, from Node 22.1 on, in a folder that is ours alone: whoever could write
// there would put code into what we run next. Where there can be no such folder, everything is compiled anew.
import fs = require('node:fs');
import nodeModule = require('node:module');
import path = require('node:path');

const folder = path.join(__dirname, '../../../.compile-cache');
const { enableCompileCache } = nodeModule as { enableCompileCache?: (directory: string) => unknown };

if (enableCompileCache !== undefined && isOurs(folder)) enableCompileCache(folder);

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
