import { accessSync, constants, lstatSync, readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';

/** A hook that certbot kept in the volume: its command for the shell, and where it stands. */
export interface CertbotHook {
  readonly command: string;
  readonly place: string;
}

export type HookKind = 'pre' | 'deploy' | 'post';

/** Their lines in `renewal/<name>.conf`; `--deploy-hook` is kept as `renew_hook`. */
const lines: Readonly<Record<HookKind, RegExp>> = {
  pre: lineOf('pre_hook'),
  deploy: lineOf('(?:renew|deploy)_hook'),
  post: lineOf('post_hook'),
};

const othersWrite = 0o022;
/** Of a renewal configuration; those have one or two. */
const mostBytes = 1_000_000;

/**
 * The hooks of certbot of one kind, in its order: the programs of `renewal-hooks/<kind>/` by name, then those that the
 * lineages' configurations name; each once. Only what belongs to root or this user, and nobody else may write to or put
 * another thing in the place of.
 * @param onUntrusted told of a path because of which hooks are not run
 */
export function certbotHooks(
  kind: HookKind,
  configDir: string,
  names: readonly string[],
  onUntrusted: (path: string) => void,
): CertbotHook[] {
  const programs = programsIn(configDir, kind, onUntrusted);
  const known = new Set(programs.flatMap(({ command, place }) => [command, place]));
  const named = names.flatMap((name) => hookOf(configDir, kind, name, onUntrusted));
  return [...programs, ...named.filter(({ command }) => !known.has(command) && known.add(command))];
}

function programsIn(configDir: string, kind: HookKind, onUntrusted: (path: string) => void): CertbotHook[] {
  const all = join(configDir, 'renewal-hooks');
  const directory = join(all, kind);
  if (statsOf(directory)?.isDirectory() !== true) return [];
  const names = readdirSync(directory).filter((name) => !name.endsWith('~'));
  const places = names.sort().map((name) => join(directory, name));
  const programs = places.filter(isProgram);
  if (programs.length === 0 || !areTrusted([configDir, all, directory], onUntrusted)) return [];
  return programs
    .filter((place) => areTrusted([place], onUntrusted))
    .map((place) => ({ command: quote(place), place }));
}

function hookOf(configDir: string, kind: HookKind, name: string, onUntrusted: (path: string) => void): CertbotHook[] {
  const renewal = join(configDir, 'renewal');
  const place = join(renewal, `${name}.conf`);
  const stats = lstatSync(place, { throwIfNoEntry: false });
  if (stats?.isFile() !== true || stats.size > mostBytes) return [];
  const [, written = ''] = lines[kind].exec(readFileSync(place, 'utf8')) ?? [];
  const command = written.trim().replace(/^("""|'''|["'])(.*)\1$/, '$2');
  if (command === '' || command === 'None' || !areTrusted([configDir, renewal, place], onUntrusted)) return [];
  return [{ command, place }];
}

function lineOf(key: string): RegExp {
  return new RegExp(`^[ \\t]*${key}[ \\t]*=[ \\t]*(.*)$`, 'm');
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Who may write to a directory on the way can put anything in the place of what is there. */
function areTrusted(paths: readonly string[], onUntrusted: (path: string) => void): boolean {
  const untrusted = paths.find((path) => !isTrusted(statsOf(path)));
  if (untrusted !== undefined) onUntrusted(untrusted);
  return untrusted === undefined;
}

function isTrusted(stats: Stats | undefined): boolean {
  if (stats === undefined) return false;
  return (stats.uid === 0 || stats.uid === process.geteuid?.()) && (stats.mode & othersWrite) === 0;
}

function statsOf(path: string): Stats | undefined {
  try {
    // Where there are no such hooks every certificate finds nothing here, and an error for each is dear.
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // Behind what cannot be passed.
    return undefined;
  }
}

function quote(path: string): string {
  return `'${path.replaceAll("'", "'\\''")}'`;
}
