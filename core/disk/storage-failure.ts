import { Failure, isFailure } from '../sdk/failure.js';

interface Explanation {
  readonly why: string;
  readonly hint: string;
}

const explanations: Readonly<Record<string, Explanation>> = {
  ENOSPC: { why: 'the disk is full', hint: 'Free some space on the volume' },
  EDQUOT: { why: 'the disk quota is used up', hint: 'Raise the quota or free some space' },
  EROFS: { why: 'the file system is read-only', hint: 'Mount the volume read-write' },
  EACCES: { why: 'permission denied', hint: 'Give the user that runs this program the right to this path' },
  EPERM: { why: 'operation not permitted', hint: 'Give the user that runs this program the right to this path' },
  ENOTDIR: { why: 'a part of the path is no directory', hint: 'Remove the file that stands in the way' },
  EISDIR: { why: 'a directory stands in the way', hint: 'Remove the directory that stands in the way' },
  ENOTEMPTY: { why: 'the directory is not empty', hint: 'Remove what is in the directory' },
  ENAMETOOLONG: { why: 'the name is too long', hint: 'Use a shorter configuration directory or certificate name' },
  EMFILE: { why: 'too many files are open', hint: 'Raise the limit of open files (ulimit -n)' },
  ENFILE: { why: 'too many files are open on this machine', hint: 'Raise the limit of open files of the machine' },
  EIO: { why: 'the disk reported an error', hint: 'Check the disk or the network file system' },
  ESTALE: { why: 'the network file system lost the file', hint: 'Mount the network file system again' },
  ENOENT: { why: 'it does not exist', hint: 'Check that the volume is mounted' },
};

/** What file systems without symbolic links (FAT, exFAT, CIFS without `mfsymlinks`) answer to one. */
const noLinks = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

const linkless: Explanation = {
  why: 'the file system has no symbolic links, which live/ is made of',
  hint: 'Keep the configuration directory on a file system that has them (not FAT, exFAT, or CIFS without mfsymlinks)',
};

/** The system's code of an error (`ENOSPC`), or undefined. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Wraps what the file system said. `action` completes "cannot …": `write`, `read`, `remove`. */
export function storageFailure(action: string, path: string, cause: unknown): Failure {
  if (isFailure(cause))
    return new Failure('STORE', `cannot ${action} a file: ${cause.message}`, { ...detailsOf(cause, path), cause });
  const code = errorCode(cause);
  const isLinkless = action === 'link' && code !== undefined && noLinks.includes(code);
  const explanation = isLinkless ? linkless : explanations[code ?? ''];
  const why = explanation?.why ?? (cause instanceof Error ? cause.message : String(cause));
  const hint = explanation?.hint ?? 'Check the volume and its mount options';
  return new Failure('STORE', `cannot ${action} a file: ${why}`, { place: path, hint, cause });
}

/** What was said of a part of the way, or of the file itself. */
function detailsOf({ place = '', hint = '', retryable }: Failure, path: string) {
  return { place: place === '' || place.startsWith('/proc/') ? path : place, ...(hint !== '' && { hint }), retryable };
}

/** A name or path that may never be used, whatever the disk says. */
export function refusedName(what: string, name: string, why: string): Failure {
  return new Failure('STORE', `${what} ${JSON.stringify(name)} cannot be used: ${why}`, {
    retryable: false,
    hint: 'Choose another name',
  });
}
