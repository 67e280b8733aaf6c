// Loaded before the program (`--import`): counts calls of Node that cost time, and writes them as JSON to the file that
// CALL_COUNTS names when the process ends. The program imports them by name, so they are put in place before it does.
import crypto from 'node:crypto';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import tls from 'node:tls';

const counts: Record<string, number> = {};
const file = process.env.CALL_COUNTS ?? '';
const write = fs.writeFileSync;

function count(name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

/** Properties such as the form that promises take (`util.promisify.custom`) are part of a function of Node. */
function counted<T extends object>(name: string, real: T): T {
  return new Proxy(real, {
    apply(target, self, given) {
      count(name);
      return Reflect.apply(target as unknown as () => unknown, self, given);
    },
    construct(target, given, asked) {
      count(name);
      return Reflect.construct(target as unknown as new () => object, given, asked) as object;
    },
  });
}

type Done = (error: NodeJS.ErrnoException | null) => void;

/** In milliseconds. */
const syncTime = 10;

/** A sync on a disk that takes its time, whatever the one below does: how many share one hangs on how long it is. */
function slowly(sync: (file: number, done: Done) => void) {
  return (file: number, done: Done) => sync(file, (error) => setTimeout(done, syncTime, error));
}

Object.assign(fs, {
  fsync: counted('sync', slowly(fs.fsync)),
  fdatasync: counted('sync', slowly(fs.fdatasync)),
  openSync: counted('open', fs.openSync),
  readSync: counted('read', fs.readSync),
});
Object.assign(crypto, {
  createPrivateKey: counted('parse key', crypto.createPrivateKey),
  X509Certificate: counted('parse certificate', crypto.X509Certificate),
});
Object.assign(tls, { connect: counted('connect', tls.connect) });
syncBuiltinESMExports();
process.on('exit', () => write(file, JSON.stringify(counts)));
