import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fchownSync, openSync } from 'node:fs';
import { chown, lstat, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

/** The user to whom CERTS_USER_OWNER gives the files, and who means no good. */
export const stranger = 12_345;

const script = fileURLToPath(new URL('../../../test/security/exchange.pl', import.meta.url));

/** A directory that only root may write to, with files that are root's. */
export interface Victim {
  readonly path: string;
  /** Each entry with mode and owner. */
  look(): Promise<string[]>;
}

export async function makeVictim(context: TestContext, names: readonly string[]): Promise<Victim> {
  const path = await mkdtemp(join(tmpdir(), 'rootonly-'));
  context.after(() => rm(path, { recursive: true, force: true }));
  for (const name of names) await writeFile(join(path, name), 'secret', { mode: 0o600 });
  return {
    path,
    async look() {
      const found = await readdir(path);
      const entries = found.sort().map(async (name) => {
        const { mode, uid, gid } = await lstat(join(path, name));
        return `${name} ${(mode & 0o7777).toString(8)} ${uid}:${gid}`;
      });
      return Promise.all(entries);
    },
  };
}

export interface Trap {
  /** What the stranger exchanges. */
  readonly directory: string;
  /** Waits until the stranger watches; then tells what came of it. */
  spring(): Promise<{ readonly outcome: Promise<string> }>;
}

/**
 * A directory of the stranger with many files, some of them called as the victim's, and beside it a link to the
 * victim. The stranger exchanges the two as soon as somebody touches the directory.
 * @param decoys how many: so many that whoever works in the directory is still at it when it is exchanged
 */
export async function layTrap(
  parent: string,
  name: string,
  victim: Victim,
  { names, decoys }: { readonly names: readonly string[]; readonly decoys: number },
): Promise<Trap> {
  const directory = join(parent, name);
  const link = join(parent, `${name}-link`);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  // Some file systems list the newest first, others the oldest.
  const half = names.slice(0, Math.ceil(names.length / 2));
  const all = [...half, ...Array.from({ length: decoys }, (_, count) => `decoy${count}`), ...names.slice(half.length)];
  for (const each of all) {
    const file = openSync(join(directory, each), 'w');
    fchownSync(file, stranger, stranger);
    closeSync(file);
  }
  await symlink(victim.path, link);
  await chown(directory, stranger, stranger);
  await chown(parent, stranger, stranger);
  return {
    directory,
    async spring() {
      const child = spawn('perl', [script, String(stranger), '30', directory, link], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const lines = createInterface({ input: child.stdout });
      const said: string[] = [];
      lines.on('line', (line) => said.push(line));
      await once(lines, 'line');
      return { outcome: once(child, 'close').then(() => said.at(-1) ?? '') };
    },
  };
}
