import { closeSync, constants, fdatasync, fstatSync, type Stats, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { ensureDirectory, writeFileAtomic } from '../../disk/atomic-write.js';
import { openInParent } from '../../disk/in-parent.js';
import type { Parser } from '../../disk/parse-json.js';
import { readBytesIfPresent } from '../../disk/read-file.js';
import { errorCode, storageFailure } from '../../disk/storage-failure.js';
import { diskEffect } from '../../effects/index.js';
import type { Logger } from '../../sdk/logger.js';
import { mostBytes } from '../../sdk/read-regular-file.js';
import { readLines, removeLine, setLine } from './change-lines.js';

/**
 * Many small facts in one file. A change is durable when its promise resolves; changes that come while a write is
 * under way go to the disk together with one sync, so that a hundred certificates cost little more than one. To be
 * changed by the holder of the lock only; anyone may read.
 */
export interface DurableMap<V> {
  /** All values by key, with the changes under way; another process may have written since the last call. @throws Failure STORE */
  values(): Promise<ReadonlyMap<string, V>>;
  /** @throws Failure STORE */
  set(key: string, value: V): Promise<void>;
  /** Works on a full disk, too. One that is gone already is fine. @throws Failure STORE */
  delete(key: string): Promise<void>;
  /** Makes these changes in this very turn, so that nobody else's come between; undefined removes. @throws Failure STORE */
  apply(changes: Iterable<readonly [key: string, value: V | undefined]>): Promise<void>;
  /** Writes the file anew without what is no longer true, where there is such. @throws Failure STORE */
  tidy(): Promise<void>;
  /** Gives up the values in memory, unless a write is under way; whoever asks next reads them again. */
  rest(): void;
}

export interface DurableMapOptions<V> {
  readonly path: string;
  readonly parse: Parser<V>;
  readonly log: Logger;
}

interface Change<V> {
  readonly key: string;
  /** Undefined: it is removed. */
  readonly value: V | undefined;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

interface Known<V> {
  readonly values: Map<string, V>;
  /** What tells this state of the file from others. */
  identity: string;
  /** Where the next line goes, and how much there is with the free space behind it; in bytes. */
  end: number;
  size: number;
  lines: number;
  readonly isDamaged: boolean;
}

/** Free space is made in steps of this many bytes: within it, a change neither grows the file nor needs a free block. */
const step = 16 * 1024;
/** Left free for removals, which must work on a full disk. */
const reserve = 4 * 1024;
/** More lines than this for each value: the file is written anew. */
const linesForEach = 4;

const syncData = promisify(fdatasync);

export function createDurableMap<V>({ path, parse, log }: DurableMapOptions<V>): DurableMap<V> {
  const waiting: Change<V>[] = [];
  const tidying: Pick<Change<V>, 'resolve' | 'reject'>[] = [];
  let known: Known<V> | undefined;
  let loading: Promise<Known<V>> | undefined;
  let working: Promise<void> | undefined;
  /** The file, open for the writes that follow each other, by its inode. */
  let open: { readonly file: number; readonly inode: string } | undefined;

  function load(): Promise<Known<V>> {
    loading ??= loadNow().finally(() => {
      loading = undefined;
    });
    return loading;
  }

  async function loadNow(): Promise<Known<V>> {
    const identity = identityOf(statIfPresent(path));
    if (known?.identity === identity) return known;
    const data = (await readBytesIfPresent(path, mostBytes.state)) ?? Buffer.alloc(0);
    const read = readLines(data, parse, path, log);
    known = { ...read, identity, size: data.length };
    for (const change of waiting) apply(known.values, change);
    return known;
  }

  function change(key: string, value: V | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const wanted = { key, value, resolve, reject };
      waiting.push(wanted);
      if (known !== undefined) apply(known.values, wanted);
      working ??= work();
    });
  }

  async function work(): Promise<void> {
    // One turn, so that what is asked for together is written together.
    await Promise.resolve();
    while (waiting.length > 0) await commit(waiting.splice(0));
    if (tidying.length > 0) await tidyNow(tidying.splice(0));
    if (waiting.length > 0 || tidying.length > 0) return work();
    close();
    working = undefined;
  }

  /** @throws as {@link openInParent} */
  function openFor({ identity }: Known<V>): number {
    const inode = identity.slice(0, identity.indexOf(' '));
    if (open?.inode === inode) return open.file;
    close();
    open = { file: openInParent(path, constants.O_RDWR), inode };
    return open.file;
  }

  function close(): void {
    if (open !== undefined) closeSync(open.file);
    open = undefined;
  }

  async function tidyNow(asked: typeof tidying): Promise<void> {
    try {
      const state = await load();
      if (state.lines > state.values.size || state.isDamaged) await rewrite(state.values);
      for (const { resolve } of asked) resolve();
    } catch (error) {
      known = undefined;
      for (const { reject } of asked) reject(error);
    }
  }

  /** While this process writes nobody else does, and the file is half-way between two states. */
  async function current(): Promise<ReadonlyMap<string, V>> {
    return working !== undefined && known !== undefined ? known.values : (await load()).values;
  }

  async function commit(changes: readonly Change<V>[]): Promise<void> {
    try {
      const before = await load();
      // The file may have been read after these had left the queue; those that came since stay the latest.
      for (const each of [...changes, ...waiting]) apply(before.values, each);
      await write(before, changes);
    } catch (error) {
      known = undefined;
      const removals = changes.filter(({ value }) => value === undefined);
      const isMixed = removals.length > 0 && removals.length < changes.length;
      // What is to be written may have no place on a full disk: what is to go has.
      if (isMixed) await commit(removals);
      for (const each of isMixed ? changes.filter(({ value }) => value !== undefined) : changes) each.reject(error);
      return;
    }
    for (const { resolve } of changes) resolve();
  }

  async function write(state: Known<V>, changes: readonly Change<V>[]): Promise<void> {
    const text = changes
      .map(({ key, value }) => (value === undefined ? removeLine(key) : setLine(key, value)))
      .join('');
    const lines = state.lines + changes.length;
    const isWorn = lines * 64 > step && lines > linesForEach * state.values.size;
    if (state.identity === absent || state.isDamaged || isWorn) return rewrite(state.values);
    const needed = state.end + Buffer.byteLength(text);
    const isRemoval = changes.every(({ value }) => value === undefined);
    const hasRoom = needed + (isRemoval ? 0 : reserve) <= state.size;
    const size = hasRoom ? state.size : needed + step;
    try {
      diskEffect(`write ${path}`);
      const file = openFor(state);
      writeWhole(file, hasRoom ? text : text + '\n'.repeat(step), state.end);
      diskEffect(`sync ${path}`);
      await syncData(file);
      Object.assign(state, { identity: identityOf(fstatSync(file)), end: needed, size, lines });
    } catch (error) {
      close();
      throw storageFailure('write', path, error);
    }
  }

  async function rewrite(values: ReadonlyMap<string, V>): Promise<void> {
    const text = [...values].map(([key, value]) => setLine(key, value)).join('');
    await ensureDirectory(dirname(path), 0o700);
    // 0600: there may be keys in it.
    await writeFileAtomic(path, text + '\n'.repeat(step), { mode: 0o600 });
    const end = Buffer.byteLength(text);
    const identity = identityOf(statIfPresent(path));
    known = { values: new Map(values), identity, end, size: end + step, lines: values.size, isDamaged: false };
    for (const each of waiting) apply(known.values, each);
  }

  return {
    values: current,
    set: (key, value) => change(key, value),
    async delete(key) {
      if ((await current()).has(key)) await change(key, undefined);
    },
    async apply(changes) {
      await Promise.all([...changes].map(([key, value]) => change(key, value)));
    },
    tidy: () =>
      new Promise((resolve, reject) => {
        tidying.push({ resolve, reject });
        working ??= work();
      }),
    rest() {
      if (working === undefined) known = undefined;
    },
  };
}

function apply<V>(values: Map<string, V>, { key, value }: Change<V>): void {
  if (value === undefined) values.delete(key);
  else values.set(key, value);
}

function writeWhole(file: number, text: string, position: number): void {
  const data = Buffer.from(text);
  let written = 0;
  while (written < data.length) {
    written += writeSync(file, data, written, data.length - written, position + written);
  }
}

const absent = 'absent';

function identityOf(stats: Pick<Stats, 'ino' | 'size' | 'mtimeMs'> | undefined): string {
  return stats === undefined ? absent : `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
}

function statIfPresent(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (errorCode(error) === 'ENOTDIR') return undefined;
    throw storageFailure('read', path, error);
  }
}
