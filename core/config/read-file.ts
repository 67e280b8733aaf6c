import { statSync } from 'node:fs';
import { Failure } from '../sdk/failure.js';
import { mostBytes, readRegularFile, readRegularFileSync } from '../sdk/read-regular-file.js';
import { untilAborted } from '../sdk/until-aborted.js';

/**
 * Reads a text file, at once or in a while; fails as `node:fs` does, and a missing one may be undefined as well. The seam
 * through which all files of the configuration are read. Without a signal it ends by itself, with what `tooLong` makes
 * where it takes too long.
 */
export type ReadFile = (
  path: string,
  signal: AbortSignal | undefined,
) => Promise<string | undefined> | string | undefined;

/** Longest time for reading all files, in milliseconds; a dead network file system must not hang the daemon. */
export const timeLimit = 20_000;

/** A Failure that stops the reading of everything, not of one file. */
export function tooLong(cause: unknown): Failure {
  return new Failure('TIMEOUT', `the configuration could not be read within ${timeLimit / 1000} s`, { cause });
}

/** Reads from disk, UTF-8. A pipe, such as a shell makes for `<(command)`, is read to its end; devices are refused. */
export async function readFileFromDisk(path: string, signal: AbortSignal | undefined): Promise<string> {
  if (signal === undefined) return readWithin(AbortSignal.timeout(timeLimit), path);
  return (await readRegularFile(path, mostBytes.configuration, { signal, pipes: true })).toString('utf8');
}

async function readWithin(limit: AbortSignal, path: string): Promise<string> {
  try {
    return await untilAborted(readFileFromDisk(path, limit), limit);
  } catch (error) {
    throw limit.aborted ? tooLong(error) : error;
  }
}

/**
 * The same at once, as the store reads its own: for commands that read the configuration once and tell something, which the
 * thread pool and what Node loads for it would take longer than all files. Pipes are waited for as above.
 */
export function readFileAtOnce(path: string, signal: AbortSignal | undefined): ReturnType<ReadFile> {
  const stats = statSync(path, { throwIfNoEntry: false });
  // Most files that are looked for are missing, and an error takes longer than the look.
  if (stats === undefined) return undefined;
  if (stats.isFIFO()) return readFileFromDisk(path, signal);
  return readRegularFileSync(path, mostBytes.configuration).toString('utf8');
}

/** What reading a file came to. */
export type FileContent =
  | { readonly status: 'read'; readonly text: string }
  | { readonly status: 'missing' }
  | { readonly status: 'unreadable'; readonly reason: string; readonly hint?: string };

/** What to do about a file that cannot be read, for a problem. */
export function hintOf(file: FileContent): { readonly hint?: string } {
  return file.status === 'unreadable' && file.hint !== undefined ? { hint: file.hint } : {};
}

const directoryHint =
  'Docker makes such a folder where the file to mount does not exist on the host: remove the folder there, make the file, and create the container anew';

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a directory',
  ENOENT: 'there is no such file',
  ELOOP: 'too many symbolic links',
  EIO: 'the disk failed',
};

/** Reads a file and tells a missing one from one that cannot be read. Never rejects, but for the end of its time. */
export async function tryReadFile(read: ReadFile, path: string, signal: AbortSignal | undefined): Promise<FileContent> {
  try {
    signal?.throwIfAborted();
    const reading = read(path, signal);
    // A file system that hangs does not look at signals.
    const isWaited = signal !== undefined && reading instanceof Promise;
    const text = isWaited ? await untilAborted(reading, signal) : await reading;
    return text === undefined ? { status: 'missing' } : { status: 'read', text };
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof Failure && error.code === 'TIMEOUT') throw error;
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return { status: 'missing' };
    const reason = reasons[code] ?? (error instanceof Error ? error.message : String(error));
    const hint = code === 'EISDIR' ? directoryHint : hintIn(error);
    return { status: 'unreadable', reason, ...(hint !== undefined && { hint }) };
  }
}

/** A reader that refuses a file says how to put it right. */
function hintIn(error: unknown): string | undefined {
  return error instanceof Error && 'hint' in error && typeof error.hint === 'string' ? error.hint : undefined;
}
