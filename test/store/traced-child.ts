import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * Takes what `save-child.js` takes, and prints what it asks of the disk, a line each, in
 * the order in which it happened: `create 0600 archive/…`, `sync …` (after it ended), `rename … > …`, `link`, `remove`. Syncs take a
 * moment, so that nobody who does not wait for them seems to have done so.
 */
const configDir = process.argv[2] ?? '';
const real = { ...fs };
const syncMs = 20;

/** A path as it is below the configuration directory: the program goes by handles of directories. */
function shown(path: unknown): string {
  const text = String(path);
  const isHandle = text.startsWith('/proc/self/fd/');
  const whole = isHandle ? join(real.readlinkSync(dirname(text)), text.slice(dirname(text).length)) : text;
  return whole.replace(`${configDir}/`, '').replace(/[^/]*-tmp-[^/]*/, 'temporary');
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** The kind of sync does not matter. */
function traced(sync: typeof fs.fsync): typeof fs.fsync {
  const wrapper = (file: number, done: fs.NoParamCallback) => {
    const name = shown(real.readlinkSync(`/proc/self/fd/${file}`));
    sync(file, (error) =>
      setTimeout(() => {
        say(`sync ${name}`);
        done(error);
      }, syncMs),
    );
  };
  return Object.assign(wrapper, { __promisify__: sync.__promisify__ });
}

Object.assign(fs, {
  fsync: traced(real.fsync),
  fdatasync: traced(real.fdatasync),
  openSync(path: string, flags: number, mode?: number) {
    if (typeof flags === 'number' && (flags & real.constants.O_CREAT) !== 0)
      say(`create 0${(mode ?? 0o666).toString(8)} ${shown(path)}`);
    return real.openSync(path, flags, mode);
  },
  renameSync(from: string, to: string) {
    say(`rename ${shown(from)} > ${shown(to)}`);
    real.renameSync(from, to);
  },
  symlinkSync(target: string, path: string) {
    real.symlinkSync(target, path);
    say(`link ${shown(path)}`);
  },
  unlinkSync(path: string) {
    real.unlinkSync(path);
    say(`remove ${shown(path)}`);
  },
});
syncBuiltinESMExports();

await import('./save-child.js');
