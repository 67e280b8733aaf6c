import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { basename, dirname } from 'node:path';

/** What the disk would not have kept, had the power failed; and the modes that files were made with. */
export interface DiskWatch {
  /** Since it was last asked. */
  trouble(): string[];
  /** The mode that each file was opened with at first, by the name that it has got. */
  readonly modes: Readonly<Record<string, number>>;
}

type Identity = string;

function identityOf({ dev, ino }: fs.Stats): Identity {
  return `${dev}:${ino}`;
}

/**
 * Watches what this process does on the disk from now on: modules that are loaded afterwards get functions that note
 * what is changed and what is synced. A name is durable once its directory has been synced, and content once its file has.
 */
export function watchDisk(): DiskWatch {
  const { openSync, writeFileSync, writeSync, renameSync, symlinkSync, mkdirSync, unlinkSync, rmdirSync } = fs;
  const { fsync, fdatasync, fstatSync, statSync, lstatSync } = fs;
  const contents = new Map<Identity, string>();
  const names = new Map<Identity, string>();
  const madeWith = new Map<Identity, number>();
  const modes: Record<string, number> = {};
  const early: string[] = [];

  function named(path: fs.PathLike): void {
    const parent = dirname(String(path));
    names.set(identityOf(statSync(parent)), fs.realpathSync(parent));
  }

  function wrote(file: number): void {
    contents.set(identityOf(fstatSync(file)), fs.readlinkSync(`/proc/self/fd/${file}`));
  }

  function syncing(sync: typeof fsync) {
    return (file: number, done: fs.NoParamCallback) => {
      const identity = identityOf(fstatSync(file));
      sync(file, (error) => {
        if (error === null) for (const kept of [contents, names]) kept.delete(identity);
        done(error);
      });
    };
  }

  Object.assign(fs, {
    openSync(path: string, flags: number, mode?: number) {
      const file = openSync(path, flags, mode);
      if (typeof flags === 'number' && (flags & fs.constants.O_CREAT) !== 0) {
        madeWith.set(identityOf(fstatSync(file)), mode ?? 0o666);
      }
      return file;
    },
    writeFileSync(file: number, data: string) {
      writeFileSync(file, data);
      wrote(file);
    },
    writeSync(...words: Parameters<typeof writeSync>) {
      const written = writeSync(...words);
      wrote(words[0]);
      return written;
    },
    renameSync(from: string, to: string) {
      const identity = identityOf(lstatSync(from));
      const mode = madeWith.get(identity);
      if (contents.has(identity)) early.push(`${basename(to)} gets its name before its content is on the disk`);
      renameSync(from, to);
      if (mode !== undefined) modes[basename(to)] = mode;
      named(to);
    },
    symlinkSync(target: string, path: string) {
      symlinkSync(target, path);
      named(path);
    },
    mkdirSync(path: string, options: fs.MakeDirectoryOptions) {
      mkdirSync(path, options);
      named(path);
    },
    unlinkSync(path: string) {
      contents.delete(identityOf(lstatSync(path)));
      unlinkSync(path);
      named(path);
    },
    rmdirSync(path: string) {
      names.delete(identityOf(lstatSync(path)));
      rmdirSync(path);
      named(path);
    },
    fsync: syncing(fsync),
    fdatasync: syncing(fdatasync),
  });
  syncBuiltinESMExports();

  return {
    modes,
    trouble() {
      const found = [
        ...early.splice(0),
        ...[...contents.values()].map((path) => `the content of ${basename(path)} is not synced`),
        ...[...names.values()].map((path) => `the names in ${basename(path)} are not synced`),
      ];
      contents.clear();
      names.clear();
      return found;
    },
  };
}
