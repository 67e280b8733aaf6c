import { realpathSync } from 'node:fs';
import { dirname, sep } from 'node:path';
import {
  type CertificatePaths,
  definePlugin,
  Failure,
  inDirectory,
  isFailure,
  isRefusedLink,
  memo,
  parseFileMode,
  toFailure,
} from '../../core/sdk/index.js';
import { findId, groups, users } from './accounts.js';
import type manifest from './manifest.json';
import type { Rules } from './rules.js';
import { applyBelow, applyToDirectory, applyToFiles, type Walk } from './walk.js';

/**
 * Sets modes and owners of what belongs to a certificate below `live/` and `archive/`, and of these two directories
 * with the files that lie directly in them. Works through the directories of one certificate at a time, without
 * promises: one costs more than a look or a change of mode, and a start has thousands of them.
 */
export default definePlugin<typeof manifest>(({ options, log }) => {
  const asRoot = process.geteuid?.() === 0;
  const rulesOf = memo(async (_: 'all') => readRules());
  let realConfigDir: string | undefined;
  /** Parents that are done in this pass, by path: for the other certificates they need not even be opened. */
  const parents = new Set<string>();

  function readUser(): number | undefined {
    if (options.user !== 'root') return findId(options.user, users);
    return asRoot ? 0 : undefined;
  }

  function readGroup(): number | undefined {
    if (options.group !== 'root') return findId(options.group, groups);
    return asRoot ? 0 : undefined;
  }

  function readRules(): Rules {
    return {
      directoriesMode: readMode(options.dirsMode, 'CERTS_DIRS_MODE', 0o750),
      filesMode: readMode(options.filesMode, 'CERTS_FILES_MODE', 0o640),
      user: readUser(),
      group: readGroup(),
    };
  }

  function walkFor({ configDir }: CertificatePaths, rules: Rules, signal: AbortSignal): Walk {
    realConfigDir ??= realpathSync.native(configDir);
    const root = realConfigDir;
    return {
      rules,
      signal,
      isInside: (path) => path.startsWith(`${root}${sep}`),
      skip: (path, why) => log.warn({ path }, `left alone, with its mode and owner: ${why}`),
    };
  }

  /** The directory of all certificates, and files such as a README in it; the other certificates have their own turn. */
  function applyToParent(path: string, { configDir }: CertificatePaths, walk: Walk): void {
    if (parents.has(path)) return;
    inDirectory(path, { inside: configDir }, (parent) => {
      if (!walk.isInside(parent.realPath())) return leadsOut(parent.path);
      applyToDirectory(parent, walk);
      applyToFiles(parent, walk);
      parents.add(path);
    });
  }

  function applyTo(path: string, paths: CertificatePaths, walk: Walk): void {
    applyToParent(dirname(path), paths, walk);
    // The directory may be a link to another one in the configuration directory.
    inDirectory(path, { inside: paths.configDir }, (directory) => {
      if (!walk.isInside(directory.realPath())) return leadsOut(path);
      applyToDirectory(directory, walk);
      applyBelow(directory, walk);
    });
  }

  function leadsOut(directory: string): void {
    log.warn({ directory }, 'left alone: it is a link that leads out of the configuration directory');
  }

  function attempt(directory: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      if (isRefusedLink(error))
        log.warn({ directory }, 'left alone: it is a link that another user can have put there');
      else if (isFailure(error)) throw error;
      else throw new Failure('STORE', 'a directory of certificates cannot be read', { place: directory, cause: error });
    }
  }

  return {
    check: () => [readUser, readGroup].flatMap(failureOf),
    concerns: (event) => event.kind !== 'removed',
    async handle({ certificate: { paths } }, signal) {
      const wanted = await rulesOf('all');
      const walk = walkFor(paths, wanted, signal);
      for (const directory of [paths.archive, paths.live]) attempt(directory, () => applyTo(directory, paths, walk));
    },
  };
});

function failureOf(read: () => unknown): Failure[] {
  try {
    read();
    return [];
  } catch (error) {
    return [toFailure(error)];
  }
}

function readMode(text: string, variable: string, usual: number): number {
  const parsed = parseFileMode(text, usual);
  if ('mode' in parsed) return parsed.mode;
  throw new Failure('CONFIG', `"${text}" is no mode`, {
    place: variable,
    hint: 'Write it in octal, such as 0640, or as chmod takes it',
  });
}
