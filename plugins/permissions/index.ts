import { type Dirent, lstatSync, readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { type CertificatePaths, definePlugin, Failure, memo } from '../../core/sdk/index.js';
import { findId, groups, users } from './accounts.js';
import { applyRules, isAsWanted, type Rules } from './apply.js';
import type manifest from './manifest.json';

/**
 * Sets modes and owners of what belongs to a certificate below `live/` and `archive/`, and of these two directories
 * with the files that lie directly in them. Works through the directories of one certificate at a time, without
 * promises: one costs more than a look or a change of mode, and a start has thousands of them.
 */
export default definePlugin<typeof manifest>(({ options, log }) => {
  const asRoot = process.geteuid?.() === 0;
  const rulesOf = memo((_: 'all') => readRules());
  /** Real paths of directories that hold many others. */
  const realPaths = new Map<string, string>();
  /** Parents that are done in this pass. */
  const parents = new Set<string>();

  async function readRules(): Promise<Rules> {
    const [user, group] = await Promise.all([
      options.user !== undefined ? findId(options.user, users) : asRoot ? 0 : undefined,
      options.group !== undefined ? findId(options.group, groups) : asRoot ? 0 : undefined,
    ]);
    return {
      directoriesMode: parseMode(options.dirsMode, 'CERTS_DIRS_MODE'),
      filesMode: parseMode(options.filesMode, 'CERTS_FILES_MODE'),
      user,
      group,
    };
  }

  function applyToTree(directory: string, wanted: Rules, signal: AbortSignal): void {
    signal.throwIfAborted();
    if (!isAsWanted(directory, wanted, 'directory') && applyRules(directory, wanted) !== 'directory') return;
    for (const entry of listEntries(directory)) {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) applyToTree(path, wanted, signal);
      else if (!isAsWanted(path, wanted, 'file')) applyRules(path, wanted);
    }
  }

  /** The directory itself, and files such as a README in it; the other certificates in it have their own turn. */
  function applyToParent(directory: string, wanted: Rules): void {
    if (parents.has(directory)) return;
    applyRules(directory, wanted);
    for (const entry of listEntries(directory)) {
      if (!entry.isDirectory()) applyRules(join(directory, entry.name), wanted);
    }
    parents.add(directory);
  }

  function realPathOf(directory: string): string {
    const path = realPaths.get(directory) ?? realpathSync.native(directory);
    realPaths.set(directory, path);
    return path;
  }

  function isInside(directory: string, { configDir }: CertificatePaths): boolean {
    // What is no link is where its parent is; only a link needs to be followed.
    const parent = dirname(directory);
    const real = lstatSync(directory).isSymbolicLink()
      ? realpathSync.native(directory)
      : join(realPathOf(parent), basename(directory));
    const path = relative(realPathOf(configDir), real);
    if (path !== '' && path !== '..' && !path.startsWith('../')) return true;
    log.warn({ directory }, 'left alone: it is a link that leads out of the configuration directory');
    return false;
  }

  return {
    concerns: (event) => event.kind !== 'removed',
    async handle({ certificate: { paths } }, signal) {
      const wanted = await rulesOf('all');
      for (const directory of [paths.archive, paths.live]) {
        if (!isInside(directory, paths)) continue;
        applyToParent(dirname(directory), wanted);
        applyToTree(directory, wanted, signal);
      }
    },
  };
});

function listEntries(directory: string): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    throw new Failure('STORE', 'a directory of certificates cannot be read', { place: directory, cause: error });
  }
}

function parseMode(text: string, variable: string): number {
  const digits = text.trim().replace(/^0o/i, '');
  if (/^[0-7]{1,5}$/.test(digits) && Number.parseInt(digits, 8) <= 0o7777) return Number.parseInt(digits, 8);
  throw new Failure('CONFIG', `"${text}" is no mode`, { place: variable, hint: 'Write it in octal, such as 0640' });
}
