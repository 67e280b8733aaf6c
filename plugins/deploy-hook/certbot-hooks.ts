import { accessSync, constants, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { CertificatePaths, Logger } from '../../core/sdk/index.js';

/** A hook that certbot kept in the volume: its command for the shell, and where it stands. */
export interface CertbotHook {
  readonly command: string;
  readonly place: string;
}

const othersWrite = 0o022;

/**
 * The deploy hooks of certbot, in its order: the programs of `renewal-hooks/deploy/` by name, then the `renew_hook` of
 * the lineage. Only what belongs to root or this user, and nobody else may write to; the rest is warned of.
 */
export function certbotDeployHooks({ configDir }: CertificatePaths, name: string, log: Logger): CertbotHook[] {
  return [...programsIn(join(configDir, 'renewal-hooks', 'deploy'), log), ...hookOf(configDir, name, log)];
}

function programsIn(directory: string, log: Logger): CertbotHook[] {
  if (!isThere(directory) || !isTrusted(directory, log)) return [];
  const names = readdirSync(directory).filter((name) => !name.endsWith('~'));
  return names.sort().flatMap((name) => {
    const place = join(directory, name);
    return isProgram(place) && isTrusted(place, log) ? [{ command: quote(place), place }] : [];
  });
}

function hookOf(configDir: string, name: string, log: Logger): CertbotHook[] {
  const place = join(configDir, 'renewal', `${name}.conf`);
  if (!isThere(place) || !lstatSync(place).isFile()) return [];
  const [, written = ''] = /^[ \t]*renew_hook[ \t]*=[ \t]*(.*)$/m.exec(readFileSync(place, 'utf8')) ?? [];
  const command = written.trim().replace(/^(["'])(.*)\1$/, '$2');
  if (command === '' || command === 'None' || !isTrusted(join(configDir, 'renewal'), log) || !isTrusted(place, log)) {
    return [];
  }
  return [{ command, place }];
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function isTrusted(path: string, log: Logger): boolean {
  const { uid, mode } = statSync(path);
  if ((uid === 0 || uid === process.geteuid?.()) && (mode & othersWrite) === 0) return true;
  log.warn({ path }, 'a hook of certbot is not run: it must belong to root, and nobody else may write to it');
  return false;
}

function quote(path: string): string {
  return `'${path.replaceAll("'", "'\\''")}'`;
}
