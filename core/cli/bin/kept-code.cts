// Loads files of the bundle with the code that V8 made of them last time: Node 20 keeps none by itself, and what later ones
// keep takes longer to come by. It is to be in a folder that is ours alone: V8 believes what it is given, but for its own version and the length of the text.
import fs = require('node:fs');
import path = require('node:path');
import vm = require('node:vm');

interface Source {
  readonly file: string;
  /** Wrapped as Node wraps modules. */
  readonly text: string;
  /** Another one as soon as the file is written, replaced or moved, or read by another Node. */
  readonly identity: string;
}

interface Compiled extends Source {
  readonly script: vm.Script;
}

type Wrapped = (exports: unknown, require: NodeJS.Require, module: NodeJS.Module, file: string, folder: string) => void;

const head = Buffer.from('(function (exports, require, module, __filename, __dirname) { ');
const tail = Buffer.from('\n});');

// Node has it already, while `node:module` is one more to load.
const nodeModule = (require.main?.constructor ?? require('node:module')) as typeof import('node:module');

/** What is to be kept when the program ends: by then, the functions that it needs are compiled. */
const fresh: Compiled[] = [];

/** Like `require`, for what imports nothing by `import()`. @param file whole path; @param folder where compiled code is kept */
function loadKept(file: string, folder: string): unknown {
  const known = require.cache[file];
  if (known !== undefined) return known.exports;
  const source = read(file);
  const cachedData = keptOf(source, folder);
  const script = new vm.Script(source.text, { filename: file, cachedData });
  if (cachedData === undefined || script.cachedDataRejected === true) keepAtEnd({ ...source, script }, folder);
  const made = new nodeModule(file);
  made.filename = file;
  require.cache[file] = made;
  const run = script.runInThisContext() as Wrapped;
  try {
    run.call(made.exports, made.exports, made.require.bind(made) as NodeJS.Require, made, file, path.dirname(file));
  } catch (error) {
    // Whoever asks again is not to get a half of it.
    delete require.cache[file];
    throw error;
  }
  made.loaded = true;
  return made.exports;
}

function read(file: string): Source {
  const descriptor = fs.openSync(file, 'r');
  try {
    const { ino, size, mtimeMs, ctimeMs } = fs.fstatSync(descriptor);
    const identity = `${process.version} ${process.arch} ${ino} ${size} ${mtimeMs} ${ctimeMs}`;
    const bytes = Buffer.allocUnsafe(head.length + size + tail.length);
    head.copy(bytes);
    tail.copy(bytes, head.length + size);
    if (fs.readSync(descriptor, bytes, head.length, size, 0) !== size) throw new Error(`${file} is being changed`);
    // Without a look at each byte: there is nothing but ASCII in the bundle.
    return { file, identity, text: bytes.toString('latin1') };
  } finally {
    fs.closeSync(descriptor);
  }
}

/** It stands there twice, so that a byte that a disk lost is noticed, and what it is of behind it. */
function keptOf({ file, identity }: Source, folder: string): Buffer | undefined {
  try {
    const bytes = fs.readFileSync(placeOf(file, folder));
    const length = (bytes.length - Buffer.byteLength(identity)) / 2;
    const data = bytes.subarray(0, length);
    if (bytes.toString('latin1', 2 * length) !== identity || !data.equals(bytes.subarray(length, 2 * length))) return;
    return data;
  } catch {
    return undefined;
  }
}

function placeOf(file: string, folder: string): string {
  return path.join(folder, `${path.basename(file)}-${process.version}-${process.arch}`);
}

/** Not by a process with options of V8 of its own: its code is of no use to others, and theirs is none to it. */
function keepAtEnd(compiled: Compiled, folder: string): void {
  const { execArgv, env, argv } = process;
  if (execArgv.length > 0 || env.NODE_OPTIONS || argv.includes('run')) return;
  fresh.push(compiled);
  if (fresh.length > 1) return;
  process.once('exit', () => {
    for (const each of fresh) keep(each, folder);
  });
}

/** Whole or not at all; what cannot be kept is compiled again. */
function keep({ file, identity, script }: Compiled, folder: string): void {
  const place = placeOf(file, folder);
  const temporary = `${place}.${process.pid}`;
  const data = script.createCachedData();
  try {
    const descriptor = fs.openSync(temporary, 'wx', 0o600);
    try {
      fs.writeFileSync(descriptor, Buffer.concat([data, data, Buffer.from(identity)]));
      fs.fsyncSync(descriptor);
      fs.renameSync(temporary, place);
    } catch {
      fs.unlinkSync(temporary);
    } finally {
      fs.closeSync(descriptor);
    }
  } catch {
    // A full disk, or one that nobody may write.
  }
}

export = loadKept;
