import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from './failure.js';

/** Sizes in bytes that files of their kind never have by far. */
export const mostBytes = {
  /** Certificates and keys. */
  small: 4 * 1024 * 1024,
  /** Configuration: a million lines are 50 MB. */
  configuration: 128 * 1024 * 1024,
  /** This program's own state of a hundred thousand certificates and more. */
  state: 256 * 1024 * 1024,
} as const;

/** What is read at a time where the size is not known. */
const partSize = 65_536;
/** Room behind the end of a file, to see whether it has grown. */
const probeSize = 256;

/** Waits neither for the writer of a named pipe nor for a device. */
const openFlags = constants.O_RDONLY | constants.O_NONBLOCK;

/**
 * Reads a whole file at once, following links. What never ends, or never begins, is refused: pipes, devices, sockets
 * and files of more than `most` bytes.
 * @throws Failure STORE for what is no file of a sane size; the system's errors, among them ENOENT and EISDIR
 */
export function readRegularFileSync(path: string, most: number): Buffer {
  const file = openSync(path, openFlags);
  try {
    const stats = fstatSync(file);
    assertRegular(stats, path);
    assertSize(stats.size, most, path);
    // The size may grow meanwhile, and some file systems do not tell it.
    let data = Buffer.allocUnsafe(stats.size + 1);
    let length = 0;
    for (;;) {
      const count = readSync(file, data, length, data.length - length, null);
      length += count;
      // Where it stopped just where it was said to end, though there was room, there is no more.
      const isEnd = count === 0 || (length === stats.size && length < data.length);
      if (isEnd) return data.subarray(0, length);
      assertSize(length, most, path);
      if (length === data.length) data = Buffer.concat([data], data.length + partSize);
    }
  } finally {
    closeSync(file);
  }
}

export interface ReadOptions {
  readonly signal?: AbortSignal;
  /** Pipes are read to their end, too: what a shell makes for `<(command)` is one. */
  readonly pipes?: boolean;
}

/** How long the writer of a pipe may say nothing. */
const pipeSilenceMs = 5_000;
const pipePollMs = 20;

/** {@link readRegularFileSync}, without holding anything up where the disk is slow. */
export async function readRegularFile(path: string, most: number, options: ReadOptions = {}): Promise<Buffer> {
  const file = await open(path, openFlags);
  try {
    const stats = await file.stat();
    const isPipe = options.pipes === true && stats.isFIFO();
    if (!isPipe) assertRegular(stats, path);
    assertSize(stats.size, most, path);
    const parts: Buffer[] = [];
    for (let length = 0; ; ) {
      options.signal?.throwIfAborted();
      const size = isPipe ? partSize : sizeOfPart(stats.size, length);
      const { bytesRead, buffer } = await readPart(file, size, isPipe ? path : undefined, options.signal);
      if (bytesRead === 0 && isPipe && length === 0) throw silentPipe(path);
      if (bytesRead === 0) return Buffer.concat(parts);
      length += bytesRead;
      assertSize(length, most, path);
      parts.push(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

/** Little more than what is there: most files are small, and room that is not used has to be collected all the same. */
function sizeOfPart(told: number, length: number): number {
  // Some file systems tell no size.
  if (told === 0) return partSize;
  return Math.min(Math.max(told - length, 0) + probeSize, partSize);
}

/** @param pipe its path, where it is one: as long as it has a writer that says nothing, reading it fails with EAGAIN */
async function readPart(file: FileHandle, size: number, pipe: string | undefined, signal: AbortSignal | undefined) {
  for (let waited = 0; ; waited += pipePollMs) {
    try {
      return await file.read(Buffer.allocUnsafe(size));
    } catch (error) {
      if (pipe === undefined || (error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      if (waited >= pipeSilenceMs) throw silentPipe(pipe);
      await pause(pipePollMs, undefined, { ...(signal && { signal }) });
    }
  }
}

function silentPipe(place: string): Failure {
  const hint = 'Put a file there, or start the program that writes into it';
  return new Failure('STORE', 'it is a pipe that nobody writes into', { place, hint });
}

interface Kind {
  isFile(): boolean;
  isDirectory(): boolean;
  isFIFO(): boolean;
  isSocket(): boolean;
}

/** @throws Failure STORE, and for a directory the error EISDIR that reading it would give */
function assertRegular(stats: Kind, place: string): void {
  if (stats.isFile()) return;
  if (stats.isDirectory()) {
    throw Object.assign(new Error(`EISDIR: illegal operation on a directory, read '${place}'`), { code: 'EISDIR' });
  }
  const what = stats.isFIFO() ? 'a pipe' : stats.isSocket() ? 'a socket' : 'a device';
  throw new Failure('STORE', `it is ${what} and no file`, { place, hint: 'Put a file there', retryable: false });
}

function assertSize(size: number, most: number, place: string): void {
  if (size <= most) return;
  const message = `it has more than ${most / 1024 / 1024} MiB and is not read`;
  throw new Failure('STORE', message, { place, hint: 'Put the right file there', retryable: false });
}
